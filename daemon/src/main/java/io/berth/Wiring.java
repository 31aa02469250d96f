package io.berth;

import io.berth.content.ContentOptions;
import io.berth.content.FileContent;
import io.berth.event.EventBus;
import io.berth.image.Distribution;
import io.berth.image.ImageCopier;
import io.berth.image.ImageImporter;
import io.berth.image.ImageInspector;
import io.berth.image.ImageLoader;
import io.berth.image.ImagePruner;
import io.berth.image.ImagePuller;
import io.berth.image.ImagePusher;
import io.berth.image.ImageRemover;
import io.berth.image.ImageRestorer;
import io.berth.image.ImageSaver;
import io.berth.image.ImageSearch;
import io.berth.image.ImageTagger;
import io.berth.image.ImageUsers;
import io.berth.image.NameLog;
import io.berth.image.PushedImages;
import io.berth.image.Rebuild;
import io.berth.image.Subjects;
import io.berth.image.UpdateCheck;
import io.berth.index.Repositories;
import io.berth.index.SqliteIndex;
import io.berth.index.Uses;
import io.berth.io.FileThreads;
import io.berth.io.Limits;
import io.berth.registry.Access;
import io.berth.registry.BlobPushes;
import io.berth.registry.LocalImages;
import io.berth.registry.ManifestPushes;
import io.berth.registry.Mounts;
import io.berth.registry.Pushed;
import io.berth.registry.Source;
import io.berth.registry.Sources;
import io.berth.registry.cache.Cache;
import io.berth.registry.cache.CacheSource;
import io.berth.registry.cache.Store;
import io.berth.remote.RemoteSettings;
import io.berth.remote.Remotes;
import io.berth.remote.credential.CredentialsFile;
import io.berth.remote.credential.KnownCredentials;
import io.berth.server.engine.ArchiveEndpoints;
import io.berth.server.engine.AuthEndpoints;
import io.berth.server.engine.BuildEndpoints;
import io.berth.server.engine.CacheEndpoints;
import io.berth.server.engine.CheckEndpoints;
import io.berth.server.engine.ContainerEndpoints;
import io.berth.server.engine.CopyEndpoints;
import io.berth.server.engine.DiskUsageEndpoints;
import io.berth.server.engine.Endpoints;
import io.berth.server.engine.EventEndpoints;
import io.berth.server.engine.ImageEndpoints;
import io.berth.server.engine.ImportRequests;
import io.berth.server.engine.JobEndpoints;
import io.berth.server.engine.LeftoverEndpoints;
import io.berth.server.engine.LoadEndpoints;
import io.berth.server.engine.NameEndpoints;
import io.berth.server.engine.NetworkEndpoints;
import io.berth.server.engine.OpenApiEndpoints;
import io.berth.server.engine.PullEndpoints;
import io.berth.server.engine.PushEndpoints;
import io.berth.server.engine.RegistryEndpoints;
import io.berth.server.engine.ReloadEndpoints;
import io.berth.server.engine.RepositoryEndpoints;
import io.berth.server.engine.RetentionEndpoints;
import io.berth.server.engine.SearchEndpoints;
import io.berth.server.engine.SwarmEndpoints;
import io.berth.server.engine.SystemEndpoints;
import io.berth.server.engine.UpdateEndpoints;
import io.berth.server.engine.VolumeEndpoints;
import io.berth.server.engine.WebhookEndpoints;
import io.berth.server.http.RouteTable;
import io.berth.server.registry.DistributionApi;
import io.berth.transfer.Bandwidth;
import io.berth.transfer.Downloads;
import io.berth.transfer.Jobs;
import io.berth.transfer.Uploads;
import io.berth.trust.TrustPolicy;
import io.berth.upkeep.Retention;
import io.berth.upkeep.RetentionSchedule;
import io.berth.upkeep.SystemCheck;
import io.berth.webhook.Webhooks;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Builds all parts by their constructors, from the ground up, and closes them from the top down. */
final class Wiring implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Wiring.class);

    private final ConfigSource.Loaded loaded;
    private final Supplier<ConfigSource.Loaded> source;
    private final Config config;
    private final Meters meters;
    private final Parts parts = new Parts();
    private final EventBus events = new EventBus();
    private @Nullable Reload reload;
    private @Nullable RouteTable registry;

    Wiring(ConfigSource.Loaded loaded, Supplier<ConfigSource.Loaded> source, Meters meters) {
        this.loaded = loaded;
        this.source = source;
        this.config = loaded.config();
        this.meters = meters;
    }

    /** Opens the store and builds the API over it; once. What was opened before a failure is closed by {@link #close}. */
    RouteTable open() throws IOException {
        SqliteIndex index = parts.keep(SqliteIndex.open(config.dataRoot(), events));
        FileContent content = parts.keep(FileContent.open(
                config.dataRoot(),
                index,
                ContentOptions.standard()
                        .withIngestAge(config.downloads().ingestAge())
                        .withScrubEvery(config.upkeep().scrubEvery())
                        .withUploadAge(config.registry().uploadAge())));
        Rebuild.run(index, content);
        Subjects.fill(index, index.subjectGap(), content);
        content.keep();
        meters.watch(index);
        Remotes remotes =
                parts.keep(new Remotes(remoteSettings(), config.asks(), new RateLimitAlarm(index), credentials()));
        meters.watch(remotes.limits());
        Bandwidth down = config.downloads().bandwidth();
        Downloads downloads =
                parts.keep(new Downloads(content, config.downloads().settings(), down, meters));
        Bandwidth up = config.uploads().bandwidth();
        Uploads uploads =
                parts.keep(new Uploads(index.uploads(), config.uploads().settings(config.downloads()), up, meters));
        Jobs jobs = new Jobs();
        FileThreads archives = parts.keep(new FileThreads("archive", Limits.ARCHIVES_MAX));
        ImageUsers users = ImageUsers.NONE;
        ImagePruner pruner = new ImagePruner(index, content, users, config.undoWindow());
        Uses uses = new Uses(index, Clock.systemUTC());
        Retention retention = new Retention(
                new Retention.Store(config.dataRoot(), index, index.inventory(), index.catalogue(), content, uses),
                users,
                pruner,
                config.upkeep().retention(),
                Clock.systemUTC());
        RetentionSchedule schedule = parts.keep(
                new RetentionSchedule(retention, uses, config.upkeep().retentionEvery()));
        Cache cache = cache(index, content, remotes, downloads, jobs);
        Access access = RegistryAccess.open(config, index.repositories(), remotes);
        registry = registryRoutes(index, content, cache, uses, access);
        Reload changes = new Reload(loaded, source, index);
        reload = changes;
        changes.add(Reloadable.registries(remotes));
        changes.add(Reloadable.transfers(downloads, down, uploads, up));
        changes.add(Reloadable.retention(retention, schedule));
        changes.add(Reloadable.cache(cache));
        changes.add(Reloadable.access(access));
        Webhooks webhooks = parts.keep(new Webhooks(changes.facts().id(), index.log(), events, remotes));
        webhooks.reload(config.webhooks().receivers());
        meters.watch(webhooks);
        changes.add(Reloadable.webhooks(webhooks));
        return routes(
                new SystemEndpoints(changes::facts, index, events, remotes.limits()),
                new EventEndpoints(index, events),
                new DiskUsageEndpoints(index, users),
                new ImageEndpoints(
                        index,
                        new ImageInspector(index, content),
                        new ImageTagger(index),
                        new ImageRemover(index, content, users, config.undoWindow()),
                        pruner,
                        users,
                        Clock.systemUTC()),
                new PullEndpoints(
                        new ImagePuller(index, content, remotes, downloads, jobs, meters, policy()),
                        new ImportRequests(
                                new ImageImporter(index, content, content, jobs, remotes, Clock.systemUTC()),
                                archives)),
                new PushEndpoints(new ImagePusher(index, content, content.leases(), remotes, uploads, jobs)),
                new RegistryEndpoints(remotes, new Distribution(index, content)),
                new CopyEndpoints(
                        remotes,
                        new Distribution(index, content),
                        new ImageCopier(index, content, content.leases(), remotes, uploads, jobs)),
                new SearchEndpoints(new ImageSearch(index, remotes)),
                new UpdateEndpoints(new UpdateCheck(index, remotes)),
                new AuthEndpoints(remotes),
                new ArchiveEndpoints(new ImageSaver(index, content)),
                new LoadEndpoints(new ImageLoader(index, content, content, jobs, remotes, policy(), meters), archives),
                new ReloadEndpoints(changes, changes::facts, remotes),
                new JobEndpoints(jobs),
                new LeftoverEndpoints(content, downloads),
                new RetentionEndpoints(retention),
                new RepositoryEndpoints(retention, index.catalogue()),
                new CacheEndpoints(cache),
                new WebhookEndpoints(webhooks),
                new CheckEndpoints(
                        new SystemCheck(
                                content.audit(),
                                index,
                                content,
                                remotes,
                                downloads,
                                jobs,
                                config.upkeep().peers()),
                        config.upkeep().checkRate()),
                new NameEndpoints(new NameLog(index), new ImageRestorer(index)),
                new ContainerEndpoints(index),
                new NetworkEndpoints(changes.facts()),
                new VolumeEndpoints(),
                new BuildEndpoints(),
                new SwarmEndpoints(),
                new OpenApiEndpoints(),
                new MetricsEndpoints(meters));
    }

    private Cache cache(SqliteIndex index, FileContent content, Remotes remotes, Downloads downloads, Jobs jobs) {
        Store store = new Store(index, index.cache(), content, content, remotes, downloads, jobs, policy());
        Cache cache = parts.keep(new Cache(store, config.cache().settings(), Clock.systemUTC()));
        meters.watch(cache);
        return cache;
    }

    private RouteTable registryRoutes(SqliteIndex index, FileContent content, Cache cache, Uses uses, Access access) {
        Repositories pushed = index.repositories();
        List<Source> sources = new ArrayList<>(
                List.of(new Pushed(pushed, content, uses::note), new CacheSource(cache, pushed::exists)));
        if (config.registry().servesImages()) {
            sources.add(new LocalImages(index, content));
        }
        return DistributionApi.routes(new DistributionApi.Parts(
                new Sources(sources, () -> index.images().version()),
                new BlobPushes(content.uploads(), pushed, content),
                new ManifestPushes(index, pushed, content, access, new PushedImages(index, content, policy())::naming),
                new Mounts(pushed, access),
                content,
                access,
                name -> cache.owns(name.value())));
    }

    /** The API of this daemon's own registry; after {@link #open}. */
    RouteTable registry() {
        return Objects.requireNonNull(registry);
    }

    static RouteTable routes(Endpoints... groups) {
        RouteTable table = new RouteTable();
        for (Endpoints group : groups) {
            group.register(table);
        }
        return table;
    }

    private TrustPolicy policy() {
        return TrustPolicy.in(config.policy().file(), config.policy().mustExist());
    }

    private RemoteSettings remoteSettings() {
        RemoteSettings settings = RegistrySettings.of(config);
        settings.rules().broken().forEach(reason -> LOG.warn("pulls of this registry will fail: {}", reason));
        return settings;
    }

    private KnownCredentials credentials() throws IOException {
        Path file = config.registries().credentialsFile();
        return file == null
                ? KnownCredentials.NONE
                : new CredentialsFile(file, System.getenv().getOrDefault("PATH", ""), Clock.systemUTC());
    }

    /** What takes in a changed configuration; after {@link #open}. */
    Reload reload() {
        return Objects.requireNonNull(reload);
    }

    @Override
    public void close() {
        parts.close();
    }
}
