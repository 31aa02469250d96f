package io.berth.io;

import java.time.Duration;

/**
 * The hard bounds on what other registries, their helpers and proxies say and may keep us busy with. Each has a test on both
 * sides, as those of {@link Limits}.
 */
public final class RemoteLimits {
    /** Manifests and configs that came last, kept in memory for pulls that want the same at that time, in bytes. */
    public static final int SHARED_DOCUMENTS_BYTES_MAX = Limits.CONFIG_BYTES_MAX;

    /** What is read of another registry's error answer, in bytes. */
    public static final int ERROR_BODY_BYTES_MAX = 64 << 10;

    /** A token server's answer, in bytes. */
    public static final int TOKEN_BODY_BYTES_MAX = 64 << 10;

    /** What a credential helper may say, in bytes. */
    public static final int HELPER_ANSWER_BYTES_MAX = 64 << 10;

    /** Scopes that are asked for in one token request. */
    public static final int TOKEN_SCOPES_MAX = 16;

    /** Redirects followed for one request to another registry. */
    public static final int REDIRECTS_MAX = 5;

    /** How long a registry that asks for it (429 with Retry-After) is not asked by others who begin meanwhile. */
    public static final Duration SILENCE_MAX = Duration.ofHours(1);

    /** How long a check of a registry waits for a connection to one of its addresses. */
    public static final Duration CHECK_CONNECT_MAX = Duration.ofSeconds(5);

    /** How long it waits for each word of a proxy, or of TLS. */
    public static final Duration CHECK_ANSWER_MAX = Duration.ofSeconds(10);

    /** Addresses of one name that it tries. */
    public static final int CHECK_ADDRESSES_MAX = 4;

    /** Pages of a tag list that are read. */
    public static final int TAG_PAGES_MAX = 1000;

    /** Tags of one repository that are read. */
    public static final int TAGS_MAX = 100_000;

    /** Pages of a registry's catalog that are searched. */
    public static final int CATALOG_PAGES_MAX = 100;

    /** Addresses of one foreign layer that are tried. */
    public static final int FOREIGN_URLS_MAX = 4;

    /** A {@code hosts.toml} or a certificate of a registry, in bytes. */
    public static final int REGISTRY_FILE_BYTES_MAX = 1 << 20;

    /** Registries that {@code certs.d} describes, and files of one of them. */
    public static final int REGISTRY_FILES_MAX = 1000;

    /** Hosts of one {@code hosts.toml}. */
    public static final int REGISTRY_HOSTS_MAX = 64;

    /** Pages of a list of referrers that are read. */
    public static final int REFERRER_PAGES_MAX = 10;

    /** Connections to one registry; who wants another waits. */
    public static final int REGISTRY_CONNECTIONS_MAX = 64;

    /** What is told on of a text of another server's, in characters. */
    public static final int ERROR_TEXT_LENGTH_MAX = 1000;

    /** A header that says how to log in, in characters; a longer one counts as none. */
    public static final int CHALLENGE_LENGTH_MAX = 8 << 10;

    /** How long a token is believed to last, whatever its server says. */
    public static final Duration TOKEN_LIFE_MAX = Duration.ofHours(24);

    /** The head of a proxy's answer to a check, in bytes. */
    public static final int PROXY_HEAD_BYTES_MAX = 8 << 10;

    /** What is told of its first line, in characters. */
    public static final int PROXY_LINE_LENGTH_MAX = 200;

    /** How long TLS is waited for where plain HTTP may be tried next: some servers without TLS never answer its hello. */
    public static final Duration UNVERIFIED_HANDSHAKE_MAX = Duration.ofSeconds(3);

    /** Settings of TLS and proxies whose connections are kept apart; beyond that all are made anew. */
    public static final int CLIENTS_KEPT_MAX = 200;

    /** Results of a search in a catalog for which descriptions are fetched. */
    public static final int SEARCH_DESCRIBED_MAX = 25;

    /** A name that a search brings, in characters; a longer one is passed over. */
    public static final int SEARCH_NAME_LENGTH_MAX = 300;

    /** Whose budget a registry says it is, in characters. */
    public static final int RATE_LIMIT_SOURCE_LENGTH_MAX = 100;

    /** A window of a registry's rate limit, and how far ahead its end may be. */
    public static final Duration RATE_LIMIT_WINDOW_MAX = Duration.ofDays(366);

    /** How often an upload is begun at a registry that loses or refuses what it has of it. */
    public static final int UPLOAD_BEGINNINGS_MAX = 3;

    /** How often a registry is asked that limits us and does not say for how long. */
    public static final int LIMITED_TRIES_MAX = 3;

    /** How often a part of a blob that comes in several parts at once is asked for, until the download begins again where it is. */
    public static final int PIECE_TRIES_MAX = 3;

    /** How long the answer of a credential helper is waited for. */
    public static final Duration HELPER_WAIT_MAX = Duration.ofSeconds(30);

    private RemoteLimits() {}
}
