package io.berth.remote;

/** How registries are reached by those who began under the same settings. */
record Reach(
        RemoteSettings settings,
        Endpoints endpoints,
        Caller caller,
        TokenServer tokens,
        Challenges challenges,
        Checks checks,
        RateLimits limits,
        Silences silences) {}
