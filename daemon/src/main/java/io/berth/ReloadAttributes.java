package io.berth;

import io.berth.webhook.Hook;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** The attributes of the event {@code daemon reload}: of dockerd's those that are settings here, then ours by their keys. */
final class ReloadAttributes {
    /** Those that can change while the daemon runs, as they were written; what is not set is not told. */
    static final List<Option> OURS = List.of(
            Option.LIMIT_RATE,
            Option.REGISTRY_LIMIT_RATE,
            Option.UPLOAD_LIMIT_RATE,
            Option.CACHE,
            Option.CACHE_DEFAULT,
            Option.CACHE_TTL,
            Option.CACHE_SIZE,
            Option.RETENTION,
            Option.RETENTION_EVERY);

    private ReloadAttributes() {}

    static Map<String, String> of(ConfigSource.Loaded loaded) {
        Config config = loaded.config();
        Map<String, String> all = new LinkedHashMap<>();
        all.put("name", hostName());
        all.put("debug", Boolean.toString(config.logLevel() == LogLevel.DEBUG));
        all.put("labels", json(config.labels()));
        all.put("insecure-registries", json(config.registries().insecure()));
        all.put("registry-mirrors", json(config.registries().mirrors()));
        all.put("max-concurrent-downloads", Integer.toString(config.downloads().concurrentMax()));
        all.put("max-concurrent-uploads", Integer.toString(config.uploads().concurrentMax()));
        all.put("max-download-attempts", Integer.toString(config.downloads().attemptsMax()));
        List<String> hooks = config.webhooks().hooks().stream().map(Hook::name).toList();
        if (!hooks.isEmpty()) {
            all.put(Option.WEBHOOK.key(), json(hooks)); // their names alone: an address may hold a secret
        }
        for (Option option : OURS) {
            List<String> set = loaded.settings().all(option);
            if (!set.isEmpty()) {
                all.put(option.key(), option.kind() == Kind.LIST ? json(set) : set.getFirst());
            }
        }
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
