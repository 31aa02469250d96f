package io.berth.server.http;

import java.util.Map;

/** The Engine API's: errors are {@code {"message":"…"}}, and a wrong method is an unknown page. */
final class EngineDialect implements Dialect {
    @Override
    public boolean isEngine() {
        return true;
    }

    @Override
    public Map<String, String> headers() {
        return Map.of();
    }

    @Override
    public Reply failure(Throwable thrown) {
        return Problems.reply(thrown);
    }

    @Override
    public Reply refusal(String reason) {
        return Problems.error(403, reason);
    }

    @Override
    public Reply noRoute(boolean otherMethod) {
        return Problems.error(404, "page not found");
    }
}
