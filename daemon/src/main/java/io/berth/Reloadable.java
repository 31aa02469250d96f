package io.berth;

import io.berth.problem.Problem;
import io.berth.registry.Access;
import io.berth.registry.access.AccessControl;
import io.berth.registry.cache.Cache;
import io.berth.registry.cache.CacheSettings;
import io.berth.remote.RemoteSettings;
import io.berth.remote.Remotes;
import io.berth.server.http.Listeners;
import io.berth.transfer.Bandwidth;
import io.berth.transfer.Downloads;
import io.berth.transfer.Uploads;
import io.berth.upkeep.Retention;
import io.berth.upkeep.RetentionSchedule;
import io.berth.webhook.Receiver;
import io.berth.webhook.Webhooks;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** A part of the daemon that takes in a changed configuration while it runs. */
@FunctionalInterface
interface Reloadable {
    /**
     * Looks whether what it is to do can be done; running what is returned puts it in force and does not fail.
     *
     * @throws ConfigException where it cannot be used
     * @throws Problem the same
     */
    Runnable prepare(Config changed) throws IOException;

    static Reloadable registries(Remotes remotes) {
        return changed -> {
            RemoteSettings settings = RegistrySettings.of(changed);
            List<String> broken = settings.rules().broken();
            if (!broken.isEmpty()) {
                throw new ConfigException(String.join("; ", broken));
            }
            return () -> remotes.reload(settings);
        };
    }

    static Reloadable transfers(Downloads downloads, Bandwidth down, Uploads uploads, Bandwidth up) {
        return changed -> () -> {
            downloads.reload(changed.downloads().settings());
            down.reload(changed.downloads().limitRate(), changed.downloads().registryRates());
            uploads.reload(changed.uploads().settings(changed.downloads()));
            up.reload(changed.uploads().limitRate(), Map.of());
        };
    }

    static Reloadable retention(Retention retention, RetentionSchedule schedule) {
        return changed -> () -> {
            retention.reload(changed.upkeep().retention());
            schedule.reload(changed.upkeep().retentionEvery());
        };
    }

    static Reloadable cache(Cache cache) {
        return changed -> {
            CacheSettings settings = changed.cache().settings();
            return () -> cache.reload(settings);
        };
    }

    /** The file counts from the moment that it is read: it is looked at with each request in any case. */
    static Reloadable access(Access access) {
        return _ -> {
            if (access instanceof AccessControl control) {
                control.reload();
            }
            return () -> {};
        };
    }

    static Reloadable certificates(Listeners listeners) {
        return _ -> listeners.readCertificates();
    }

    static Reloadable webhooks(Webhooks webhooks) {
        return changed -> {
            List<Receiver> receivers = changed.webhooks().receivers();
            return () -> webhooks.reload(receivers);
        };
    }
}
