package io.berth.io;

import java.time.Duration;

/**
 * Every hard bound but those of {@link RemoteLimits}. Each has a test on both sides, and {@code LimitsTest} looks whether it
 * has one.
 */
public final class Limits {
    /** A manifest or index, in bytes (distribution-spec: at least 4 MiB must be taken). */
    public static final int MANIFEST_BYTES_MAX = 4 << 20;

    /** An image config, in bytes. */
    public static final int CONFIG_BYTES_MAX = 8 << 20;

    /** Layers of one manifest. */
    public static final int LAYERS_MAX = 500;

    /** Children of one index. */
    public static final int INDEX_CHILDREN_MAX = 1000;

    /** Indexes inside indexes. */
    public static final int INDEX_DEPTH_MAX = 4;

    /** Manifests, indexes and configs that one pull holds in memory, in bytes. */
    public static final int PULL_DOCUMENTS_BYTES_MAX = 64 << 20;

    /** Layers and other blobs of one pull, all platforms together. */
    public static final int PULL_BLOBS_MAX = 10_000;

    /** A JSON request body, in bytes. */
    public static final int JSON_BODY_BYTES_MAX = 4 << 20;

    /** The daemon's file of credentials, in bytes. */
    public static final int CREDENTIALS_FILE_BYTES_MAX = 1 << 20;

    /** Events that wait for a client of the event stream before it is dropped. */
    public static final int EVENTS_WAITING_MAX = 1024;

    /** Webhooks of one daemon. */
    public static final int WEBHOOKS_MAX = 32;

    /** Events that a webhook is told of at once. */
    public static final int WEBHOOK_EVENTS_MAX = 100;

    /** What a webhook is told at once, in bytes of the log; an event that is larger goes alone. */
    public static final int WEBHOOK_BYTES_MAX = 256 << 10;

    /** The first line of a request, in bytes: filters stand in it. */
    public static final int HTTP_REQUEST_LINE_BYTES_MAX = 64 << 10;

    /** All headers of a request, in bytes: credentials for registries stand in them. */
    public static final int HTTP_HEADERS_BYTES_MAX = 256 << 10;

    /** How long a connection may be silent between two requests. */
    public static final Duration HTTP_IDLE_MAX = Duration.ofMinutes(3);

    /** How long a client may take until TLS is agreed on. */
    public static final Duration TLS_HANDSHAKE_MAX = Duration.ofSeconds(10);

    /** Uploads whose hash is kept between two of their requests; that of another is made again from its bytes. */
    public static final int UPLOAD_HASHES_MAX = 1000;

    /** Images of other registries of which the cache remembers who signed them; the oldest are proven again. */
    public static final int CACHE_PROOFS_MAX = 10_000;

    /** Repositories of other registries whose tags the cache keeps; those of the one asked for least recently go. */
    public static final int CACHE_TAG_LISTS_MAX = 16;

    /** Results of a search. */
    public static final int SEARCH_RESULTS_MAX = 100;

    /** How long a stop waits for running requests. */
    public static final Duration HTTP_STOP_MAX = Duration.ofSeconds(10);

    /** Events that the log keeps; the oldest go. */
    public static final int EVENTS_MAX = 100_000;

    /** Entries that one name's history keeps; the oldest go. */
    public static final int NAME_HISTORY_MAX = 1000;

    /** What is kept so that removing works on a full disk, in bytes. */
    public static final int RESERVE_BYTES = 16 << 20;

    /** A policy file, in bytes. */
    public static final int POLICY_BYTES_MAX = 1 << 20;

    /** A public key's file, in bytes. */
    public static final int POLICY_KEY_BYTES_MAX = 16 << 10;

    /** Keys of one rule of a policy. */
    public static final int POLICY_KEYS_MAX = 20;

    /** An access file, in bytes. */
    public static final int ACCESS_FILE_BYTES_MAX = 1 << 20;

    /** Rules of one kind in an access file. */
    public static final int ACCESS_RULES_MAX = 1000;

    /** A file of users, in bytes. */
    public static final int HTPASSWD_BYTES_MAX = 4 << 20;

    /** Passwords that are hashed at the same time. */
    public static final int BCRYPT_RUNNING_MAX = 2;

    /** Passwords that wait to be hashed; further logins are refused. */
    public static final int BCRYPT_WAITING_MAX = 64;

    /** Proven passwords that are remembered. */
    public static final int PROVEN_PASSWORDS_MAX = 1000;

    /** A token that a client shows, in bytes. */
    public static final int BEARER_TOKEN_BYTES_MAX = 64 << 10;

    /** Scopes of one token of ours. */
    public static final int ISSUED_SCOPES_MAX = 64;

    /** A form that asks for a token, in bytes. */
    public static final int TOKEN_FORM_BYTES_MAX = 128 << 10;

    /** What is read of a request behind its answer, so that its client can be told why it was refused, in bytes. */
    public static final int REFUSED_BYTES_READ_MAX = 64 << 20;

    /** Keys of an outside issuer of tokens. */
    public static final int ISSUER_KEYS_MAX = 64;

    /** An outside issuer's key set, in bytes. */
    public static final int KEY_SET_BYTES_MAX = 1 << 20;

    /** Signatures of one image that are looked at. */
    public static final int SIGNATURES_MAX = 64;

    /** Manifests of signatures of one image that are fetched. */
    public static final int SIGNATURE_MANIFESTS_MAX = 32;

    /** A signed payload or bundle, in bytes. */
    public static final int SIGNATURE_BYTES_MAX = 1 << 20;

    /** Signatures around one payload. */
    public static final int ENVELOPE_SIGNATURES_MAX = 8;

    /** The end of a blob that comes from elsewhere, given to clients only when the whole blob is verified, in bytes. */
    public static final int UNPROVEN_TAIL_BYTES = 64 << 10;

    /** Uploads to other registries whose place is remembered; the oldest go. */
    public static final int SENDING_MAX = 1000;

    /** How long the place of an upload is remembered: registries forget theirs after a week. */
    public static final Duration SENDING_AGE_MAX = Duration.ofDays(7);

    /** The address of an upload that is remembered, in characters. */
    public static final int SENDING_LOCATION_LENGTH_MAX = 8192;

    /** Repositories of one registry that blobs of one push may be mounted from. */
    public static final int MOUNT_SOURCES_MAX = 8;

    /** Uploads to our own registry that are under way or wait to be continued. */
    public static final int UPLOADS_MAX = 10_000;

    /** Tags, repositories or referrers in one page of a list, whatever a client asks for. */
    public static final int LIST_PAGE_MAX = 10_000;

    /** Artifacts about one image that go along when it is pushed. */
    public static final int REFERRALS_MAX = 64;

    /** Members of an archive that is loaded. */
    public static final int ARCHIVE_MEMBERS_MAX = 100_000;

    /** A member's name, or a link's target, in characters. */
    public static final int ARCHIVE_NAME_MAX = 4096;

    /** A header of an archive that describes the one behind it, in bytes. */
    public static final int ARCHIVE_HEADER_BYTES_MAX = 1 << 20;

    /** A file of an archive that is kept in memory until it is known what it is, in bytes. */
    public static final int ARCHIVE_HELD_FILE_BYTES_MAX = 256 << 10;

    /** All files of one archive that are kept in memory, in bytes. */
    public static final int ARCHIVE_HELD_BYTES_MAX = 8 << 20;

    /** The list of images in an archive, {@code manifest.json} or {@code index.json}, in bytes. */
    public static final int ARCHIVE_LIST_BYTES_MAX = 4 << 20;

    /** Images that one archive lists. */
    public static final int ARCHIVE_IMAGES_MAX = 10_000;

    /** Links behind one another in an archive. */
    public static final int ARCHIVE_LINKS_MAX = 16;

    /** What is read behind an archive's end, so that its sender can finish, in bytes. */
    public static final int ARCHIVE_TAIL_BYTES_MAX = 16 << 20;

    /** Archives that are taken in at once; others wait. */
    public static final int ARCHIVES_MAX = 4;

    /** What unpacking xz may take, in bytes: xz -9 needs 65 MiB. */
    public static final int XZ_MEMORY_BYTES_MAX = 66 << 20;

    /** Streams of xz that are unpacked at once; others wait. */
    public static final int XZ_STREAMS_MAX = 2;

    /** Tokens, challenges, budgets and the like of registries that are remembered, of each kind; the oldest go. */
    public static final int REMEMBERED_MAX = 1000;

    /** Queries of the index that run at the same time. */
    public static final int INDEX_READERS_MAX = 4;

    /** Blobs of repositories that are found without the index. */
    public static final int KNOWN_BLOBS_MAX = 4096;

    /** Replies of a listener that are kept to be given again. */
    public static final int KEPT_REPLIES_MAX = 1024;

    /** The longest request target, in characters, whose reply is kept. */
    public static final int KEPT_TARGET_MAX = 512;

    /** The longest request, in bytes with its headers, that is answered without being decoded again. */
    public static final int KEPT_REQUEST_BYTES_MAX = 2048;

    /** The largest body that is kept in memory with its reply, in bytes. */
    public static final int KEPT_BODY_BYTES_MAX = 64 << 10;

    /** All bodies that a listener keeps in memory, in bytes. */
    public static final int KEPT_BODIES_BYTES_MAX = 8 << 20;

    /** How often one pull fetches blobs anew that others removed in the meantime. */
    public static final int PULL_ROUNDS_MAX = 5;

    /** Platforms that one request pulls. */
    public static final int PULL_PLATFORMS_MAX = 100;

    /** Names of images that one request saves. */
    public static final int SAVED_NAMES_MAX = 10_000;

    /** Rules that one request brings along. */
    public static final int RETENTION_RULES_MAX = 100;

    /** A header with credentials for registries, in characters; a longer one counts as none. */
    public static final int REGISTRY_AUTH_LENGTH_MAX = 64 << 10;

    /** Values of images that are looked at so that equal ones are in memory once; of the oldest there may be another. */
    public static final int SHARED_VALUES_MAX = 4096;

    /** What images may take of the heap that the daemon is given, in percent; beyond it no image comes in. */
    public static final int IMAGES_HEAP_PERCENT_MAX = 62;

    /** The same, beyond which no name comes in; the rest is for what the daemon does. */
    public static final int NAMES_HEAP_PERCENT_MAX = 75;

    /** Why a webhook's last delivery failed, as it is told, in characters. */
    public static final int WEBHOOK_ERROR_LENGTH_MAX = 300;

    /** Why a registry cannot be asked, as clients of the cache are warned, in characters. */
    public static final int WARNING_REASON_LENGTH_MAX = 300;

    /** Wildcards of one pattern of tags. */
    public static final int TAG_WILDCARDS_MAX = 4;

    /** The name of a user of the registry, in characters. */
    public static final int USER_NAME_LENGTH_MAX = 255;

    /** The cost of a password's hash: 15 takes seconds already, and each more doubles it. */
    public static final int BCRYPT_COST_MAX = 15;

    /** A limit on the bandwidth, in bytes a second: sums stay far from overflow. */
    public static final long RATE_MAX = 1L << 50;

    /** An RSA key that proves signatures or tokens, in bits; a shorter one than {@code RSA_KEY_BITS_MIN} proves nothing. */
    public static final int RSA_KEY_BITS_MAX = 8192;

    /** The least of such a key, in bits. */
    public static final int RSA_KEY_BITS_MIN = 2048;

    /** Repositories with the same blob that are asked about for a mount; with more, the blob travels. */
    public static final int MOUNT_HOLDERS_MAX = 100;

    /** How often the removal of an image is planned, where names or containers come to it in between. */
    public static final int REMOVAL_PLANS_MAX = 3;

    /** Reasons why signatures do not count that are told. */
    public static final int SIGNATURE_REASONS_MAX = 3;

    /** What is told of one of them, in characters. */
    public static final int SIGNATURE_REASON_LENGTH_MAX = 200;

    /** What is told of a name in an archive, in characters. */
    public static final int ARCHIVE_NAME_SHOWN_MAX = 256;

    /** What is read of the file that locks a data root, in bytes. */
    public static final int LOCK_FILE_BYTES_MAX = 1024;

    private Limits() {}
}
