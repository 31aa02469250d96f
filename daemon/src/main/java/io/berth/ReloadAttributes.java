package io.berth;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** The attributes of the event {@code daemon reload}, of dockerd's those that are settings here. */
final class ReloadAttributes {
    private ReloadAttributes() {}

    static Map<String, String> of(Config config) {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("name", hostName());
        all.put("debug", Boolean.toString(config.logLevel() == LogLevel.DEBUG));
        all.put("labels", json(config.labels()));
        all.put("insecure-registries", json(config.registries().insecure()));
        all.put("registry-mirrors", json(config.registries().mirrors()));
        all.put("max-concurrent-downloads", Integer.toString(config.downloads().concurrentMax()));
        all.put("max-concurrent-uploads", Integer.toString(config.uploads().concurrentMax()));
        all.put("max-download-attempts", Integer.toString(config.downloads().attemptsMax()));
        return all;
    }

    private static String json(List<String> texts) {
        return JsonMapper.shared().writeValueAsString(texts);
    }

    private static String hostName() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
        } catch (IOException e) {
            return "";
        }
    }
}
