package io.berth.server.engine;

import io.berth.server.http.ApiVersion;
import tools.jackson.databind.node.ObjectNode;

/** {@code GET /version}: the same at every API version. */
final class VersionAnswer {
    private final SystemFacts facts;
    private final Host host;

    VersionAnswer(SystemFacts facts, Host host) {
        this.facts = facts;
        this.host = host;
    }

    ObjectNode render() {
        SystemFacts.Build build = facts.build();
        ObjectNode version = Json.object();
        version.putObject("Platform").put("Name", "Berth");
        version.put("Version", build.version());
        version.put("ApiVersion", ApiVersion.NEWEST.toString());
        version.put("MinAPIVersion", ApiVersion.OLDEST.toString());
        version.put("Os", "linux");
        version.put("Arch", host.architecture());
        version.putArray("Components").add(engine(build));
        version.put("GitCommit", build.commit());
        // Clients print this member; there is no Go in here.
        version.put("GoVersion", "");
        version.put("KernelVersion", host.kernelVersion());
        version.put("BuildTime", build.time());
        return version;
    }

    private ObjectNode engine(SystemFacts.Build build) {
        ObjectNode engine = Json.object();
        engine.put("Name", "Engine");
        engine.put("Version", build.version());
        ObjectNode details = engine.putObject("Details");
        details.put("ApiVersion", ApiVersion.NEWEST.toString());
        details.put("Arch", host.architecture());
        details.put("BuildTime", build.time());
        details.put("Experimental", "false");
        details.put("GitCommit", build.commit());
        details.put("GoVersion", "");
        details.put("JavaVersion", Runtime.version().toString());
        details.put("KernelVersion", host.kernelVersion());
        details.put("MinAPIVersion", ApiVersion.OLDEST.toString());
        details.put("Os", "linux");
        return engine;
    }
}
