package io.berth;

import java.util.Arrays;
import java.util.Optional;

/**
 * Every setting: its flag, its key in {@code daemon.json} and what it is for. Flags, file, help and the README's table
 * are read from here. Names are dockerd's but for those below {@code berth}.
 */
enum Option {
    CONFIG_FILE("config-file", "", Kind.VALUE, "file", "Configuration file"),
    DATA_ROOT("data-root", "data-root", Kind.VALUE, "directory", "Where images are kept"),
    EXEC_ROOT(
            "exec-root",
            "exec-root",
            Kind.VALUE,
            "directory",
            "Taken from dockerd's command lines; nothing is kept there"),
    HOST("host", 'H', "hosts", Kind.LIST, "address", "Address to listen on: unix:///path or tcp://host:port"),
    TLS("tls", "tls", Kind.SWITCH, "", "TLS on TCP addresses; on loopback alone without --tlsverify"),
    TLS_VERIFY("tlsverify", "tlsverify", Kind.SWITCH, "", "TLS, and clients must have a certificate"),
    TLS_CA("tlscacert", "tlscacert", Kind.VALUE, "file", "Authorities that clients' certificates are from"),
    TLS_CERTIFICATE("tlscert", "tlscert", Kind.VALUE, "file", "The daemon's TLS certificate"),
    TLS_KEY("tlskey", "tlskey", Kind.VALUE, "file", "Its private key"),
    GROUP("group", 'G', "group", Kind.VALUE, "name", "Group of the Unix sockets"),
    PIDFILE("pidfile", 'p', "pidfile", Kind.VALUE, "file", "File for the daemon's process id"),
    REGISTRY_MIRROR("registry-mirror", "registry-mirrors", Kind.LIST, "url", "Mirror of Docker Hub"),
    INSECURE_REGISTRY(
            "insecure-registry",
            "insecure-registries",
            Kind.LIST,
            "registry",
            "Registry (host[:port] or network) without valid TLS"),
    CREDENTIALS_FILE(
            "credentials-file",
            "berth.credentials-file",
            Kind.VALUE,
            "file",
            "The daemon's own credentials, as docker's config.json has them"),
    HTTP_PROXY(
            "http-proxy",
            "proxies.http-proxy",
            Kind.VALUE,
            "URL",
            "Proxy for requests without TLS: http[s]://[user:password@]host[:port]"),
    HTTPS_PROXY("https-proxy", "proxies.https-proxy", Kind.VALUE, "URL", "Proxy for requests with TLS"),
    NO_PROXY(
            "no-proxy",
            "proxies.no-proxy",
            Kind.VALUE,
            "list",
            "Hosts, domains and networks that are reached without a proxy, with commas between"),
    CERTS_DIR(
            "certs-dir",
            "berth.certs-dirs",
            Kind.LIST,
            "directory",
            "Directory with hosts.toml and certificates of registries"),
    DOWNLOADS(
            "max-concurrent-downloads",
            "max-concurrent-downloads",
            Kind.NUMBER,
            "count",
            "Layers that are downloaded at a time, for all pulls together"),
    UPLOADS(
            "max-concurrent-uploads",
            "max-concurrent-uploads",
            Kind.NUMBER,
            "count",
            "Layers that are uploaded at a time, for all pushes together"),
    ATTEMPTS(
            "max-download-attempts",
            "max-download-attempts",
            Kind.NUMBER,
            "count",
            "Attempts of a download without progress"),
    STALL_TIMEOUT(
            "stall-timeout",
            "berth.stall-timeout",
            Kind.VALUE,
            "duration",
            "How long a download may bring less than --min-speed before it is tried anew"),
    MIN_SPEED("min-speed", "berth.min-speed", Kind.VALUE, "rate", "Bytes a second below which a download stalls"),
    LIMIT_RATE(
            "limit-rate",
            "berth.limit-rate",
            Kind.VALUE,
            "rate",
            "Bytes a second of all downloads together (500k, 10m); 0 is no limit"),
    REGISTRY_LIMIT_RATE(
            "registry-limit-rate",
            "berth.registry-limit-rate",
            Kind.LIST,
            "registry=rate",
            "Bytes a second of all downloads from one registry"),
    UPLOAD_LIMIT_RATE(
            "upload-limit-rate",
            "berth.upload-limit-rate",
            Kind.VALUE,
            "rate",
            "Bytes a second of all uploads together; 0 is no limit"),
    PARALLEL_RANGES(
            "parallel-ranges",
            "berth.parallel-ranges",
            Kind.NUMBER,
            "count",
            "Ranges of a blob of more than 256 MiB that are fetched at once"),
    INGEST_AGE(
            "ingest-age",
            "berth.ingest-age",
            Kind.VALUE,
            "duration",
            "How long the first bytes of a blob wait for whoever wants it next"),
    LABEL("label", "labels", Kind.LIST, "key=value", "Label of the daemon"),
    DEBUG("debug", 'D', "debug", Kind.SWITCH, "", "Log what is of use for finding faults"),
    LOG_LEVEL("log-level", 'l', "log-level", Kind.VALUE, "level", "debug, info, warn, error or fatal"),
    METRICS_ADDRESS("metrics-addr", "metrics-addr", Kind.VALUE, "host:port", "Address of /metrics alone"),
    UNDO_WINDOW(
            "undo-window",
            "berth.undo-window",
            Kind.VALUE,
            "duration",
            "How long a removed image can be brought back, with the names that were taken from it in that time (90m, 24h, 7d); 0 is not at all"),
    POLICY_FILE(
            "policy-file",
            "berth.policy-file",
            Kind.VALUE,
            "file",
            "Which repositories may be pulled from, and with whose signatures"),
    CHECK_TTL(
            "check-ttl",
            "berth.check-ttl",
            Kind.VALUE,
            "duration",
            "How long what a registry says of a name serves all who ask, when several ask at once; 0 is not at all"),
    RATE_LIMIT_LOW(
            "rate-limit-low",
            "berth.rate-limit-low",
            Kind.NUMBER,
            "percent",
            "How much of a registry's rate limit is left when an event tells of it"),
    SEARCH_URL("search-url", "berth.search-url", Kind.VALUE, "url", "Index that is searched for Docker Hub's images"),
    SCRUB_EVERY(
            "scrub-every",
            "berth.scrub-every",
            Kind.VALUE,
            "duration",
            "From one look through all blobs for damage to the next; 0 is one after each start"),
    CHECK_RATE(
            "check-rate",
            "berth.check-rate",
            Kind.VALUE,
            "rate",
            "Bytes a second that a check of the store reads; 0 is no limit"),
    PEER("peer", "berth.peers", Kind.LIST, "registry", "Registry (host[:port]) that may have what is damaged here"),
    REGISTRY_LISTEN(
            "registry-listen",
            "berth.registry-listen",
            Kind.VALUE,
            "host:port",
            "Address of this daemon's own registry, /v2/"),
    REGISTRY_TLS_CERTIFICATE(
            "registry-tlscert", "berth.registry-tlscert", Kind.VALUE, "file", "The registry's TLS certificate"),
    REGISTRY_TLS_KEY("registry-tlskey", "berth.registry-tlskey", Kind.VALUE, "file", "Its private key"),
    REGISTRY_TLS_CA(
            "registry-tlscacert",
            "berth.registry-tlscacert",
            Kind.VALUE,
            "file",
            "Authorities that the certificates of the registry's clients are from"),
    REGISTRY_IMAGES(
            "registry-serve-images",
            "berth.registry-serve-images",
            Kind.SWITCH,
            "",
            "Local images can be pulled from the registry, by their full names"),
    REGISTRY_ACCESS(
            "registry-access-file",
            ' ',
            "berth.registry-access-file",
            Kind.VALUE,
            "file",
            "Who may pull, push and delete what in the registry; without it everybody on this machine may"),
    UPLOAD_AGE(
            "upload-age",
            "berth.upload-age",
            Kind.VALUE,
            "duration",
            "How long an upload to the registry waits for its client"),
    CACHE(
            "registry-cache",
            "berth.registry-cache",
            Kind.LIST,
            "registry",
            "Registry whose images this daemon's registry serves and keeps; * is every one with a DNS name"),
    CACHE_DEFAULT(
            "registry-cache-default",
            "berth.registry-cache-default",
            Kind.VALUE,
            "registry",
            "The one of these that names without a registry mean, as dockerd asks its mirrors"),
    CACHE_TTL(
            "registry-cache-ttl",
            "berth.registry-cache-ttl",
            Kind.VALUE,
            "duration",
            "How long what a tag points to is served before its registry is asked again"),
    CACHE_SIZE(
            "registry-cache-size",
            "berth.registry-cache-size",
            Kind.VALUE,
            "size",
            "Bytes of what only the cache holds (500m, 20g); 0 is no limit"),
    RETENTION("retention", "berth.retention", Kind.LIST, "rule", "What goes of its own accord"),
    RETENTION_EVERY(
            "retention-every", "berth.retention-every", Kind.VALUE, "duration", "From one run of rules to the next"),
    WEBHOOK("webhook", "berth.webhooks", Kind.OBJECTS, "json", "Server that is told of events");

    private final String flag;
    private final char letter;
    private final String key;
    private final Kind kind;
    private final String argument;
    private final String purpose;

    Option(String flag, String key, Kind kind, String argument, String purpose) {
        this(flag, ' ', key, kind, argument, purpose);
    }

    Option(String flag, char letter, String key, Kind kind, String argument, String purpose) {
        this.flag = flag;
        this.letter = letter;
        this.key = key;
        this.kind = kind;
        this.argument = argument;
        this.purpose = purpose;
    }

    static Optional<Option> byFlag(String flag) {
        return Arrays.stream(values())
                .filter(option -> option.flag.equals(flag))
                .findFirst();
    }

    static Optional<Option> byLetter(char letter) {
        return Arrays.stream(values())
                .filter(option -> option.hasLetter() && option.letter == letter)
                .findFirst();
    }

    static Optional<Option> byKey(String key) {
        return Arrays.stream(values())
                .filter(option -> option.hasKey() && option.key.equals(key))
                .findFirst();
    }

    String flag() {
        return flag;
    }

    boolean hasLetter() {
        return letter != ' ';
    }

    char letter() {
        return letter;
    }

    boolean hasKey() {
        return !key.isEmpty();
    }

    /** Its key in the file; a dot leads into an object. */
    String key() {
        return key;
    }

    Kind kind() {
        return kind;
    }

    String argument() {
        return argument;
    }

    String purpose() {
        return purpose;
    }
}
