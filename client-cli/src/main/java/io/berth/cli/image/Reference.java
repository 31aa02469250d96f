package io.berth.cli.image;

import io.berth.cli.problem.CliException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/**
 * An image's name in full: {@code docker.io}, {@code library/busybox}, a tag or a digest or both
 * (empty where there is none).
 */
public record Reference(String domain, String path, String tag, String digest) {
    private static final String HUB = "docker.io";
    private static final String OFFICIAL = "library/";
    private static final int NAME_MAX = 255;
    private static final int TAG_MAX = 128;
    private static final int DIGEST_DIGITS_MIN = 32;
    private static final int DIGIT = 1;
    private static final int HEX_LETTER = 2;
    private static final int LETTER = 4;
    private static final int CAPITAL = 8;
    private static final int DASH = 16;
    private static final int DOT = 32;

    private static final int HEX = DIGIT | HEX_LETTER;
    private static final int LOWER = HEX | LETTER;
    private static final int WORD = LOWER | CAPITAL;

    private static final byte[] KINDS = kinds();
    private static final String FORMAT = "invalid reference format";

    /** Reads a short or full name; what is wrong with one is said in docker's words. */
    public static Reference parse(String name) {
        if (name.length() == 64 && isHex(name)) {
            throw new CliException(
                    "invalid repository name (" + name + "), cannot specify 64-byte hexadecimal strings");
        }
        int slash = name.indexOf('/');
        boolean hub = slash < 0 || !isDomain(name.substring(0, slash));
        String domain = hub ? HUB : name.substring(0, slash);
        String rest = hub ? name : name.substring(slash + 1);
        if (domain.equals("index.docker.io")) {
            domain = HUB;
        }
        if (domain.equals(HUB) && rest.indexOf('/') < 0) {
            rest = OFFICIAL + rest;
        }
        return parse(domain, rest);
    }

    private static boolean isDomain(String first) {
        return first.indexOf('.') >= 0
                || first.indexOf(':') >= 0
                || first.equals("localhost")
                || !first.equals(first.toLowerCase(Locale.ROOT));
    }

    private static Reference parse(String domain, String rest) {
        int at = rest.indexOf('@');
        String digest = at < 0 ? "" : rest.substring(at + 1);
        String named = at < 0 ? rest : rest.substring(0, at);
        int colon = named.indexOf(':');
        String path = colon < 0 ? named : named.substring(0, colon);
        String tag = colon < 0 ? "" : named.substring(colon + 1);
        if (!path.equals(path.toLowerCase(Locale.ROOT))) {
            throw new CliException(FORMAT + ": repository name (" + path + ") must be lowercase");
        }
        boolean tagFits = colon < 0 || isTag(tag);
        boolean digestFits = at < 0 || isDigest(digest);
        if (!isHost(domain) || !isPath(path) || !tagFits || !digestFits) {
            throw new CliException(FORMAT);
        }
        if (domain.length() + 1 + path.length() > NAME_MAX) {
            throw new CliException("repository name must not be more than " + NAME_MAX + " characters");
        }
        return new Reference(domain, path, tag, digest);
    }

    private static boolean isHost(String domain) {
        int end = domain.startsWith("[") ? domain.indexOf(']') + 1 : domain.lastIndexOf(':');
        String host = end < 0 ? domain : domain.substring(0, end);
        String port = host.length() == domain.length() ? ":0" : domain.substring(host.length());
        if (port.length() < 2 || port.charAt(0) != ':' || !isMadeOf(port.substring(1), DIGIT)) {
            return false;
        }
        if (host.startsWith("[")) {
            return host.length() > 2;
        }
        for (String label : host.split("\\.", -1)) {
            boolean plain = isMadeOf(label, WORD | DASH);
            if (label.isEmpty() || !plain || label.startsWith("-") || label.endsWith("-")) {
                return false;
            }
        }
        return true;
    }

    private static boolean isPath(String path) {
        int start = 0;
        for (int end = path.indexOf('/'); end >= 0; end = path.indexOf('/', start)) {
            if (!isComponent(path, start, end)) {
                return false;
            }
            start = end + 1;
        }
        return isComponent(path, start, path.length());
    }

    /** Letters and digits with {@code .}, {@code _}, {@code __} or any number of {@code -} between them. */
    private static boolean isComponent(String path, int start, int end) {
        int i = start;
        while (true) {
            int word = i;
            while (i < end && isKind(path.charAt(i), LOWER)) {
                i++;
            }
            if (i == word) {
                return false;
            }
            if (i == end) {
                return true;
            }
            int separator = i;
            while (i < end && isKind(path.charAt(i), DOT | DASH)) {
                i++;
            }
            String between = path.substring(separator, i);
            if (!between.equals(".") && !between.equals("_") && !between.equals("__") && !isDashes(between)) {
                return false;
            }
        }
    }

    private static boolean isDashes(String between) {
        return !between.isEmpty() && between.indexOf('.') < 0 && between.indexOf('_') < 0;
    }

    private static boolean isTag(String tag) {
        if (tag.isEmpty() || tag.length() > TAG_MAX || tag.startsWith(".") || tag.startsWith("-")) {
            return false;
        }
        return isMadeOf(tag, WORD | DOT | DASH);
    }

    private static boolean isDigest(String digest) {
        int colon = digest.indexOf(':');
        String digits = digest.substring(colon + 1);
        return colon > 0
                && digits.length() >= DIGEST_DIGITS_MIN
                && isHex(digits)
                && (digits.length() == 64 || !digest.startsWith("sha256:"));
    }

    private static boolean isHex(String text) {
        return isMadeOf(text, HEX);
    }

    /** By bytes and a table, as most lists are read by the interpreter; characters beyond Latin-1 become {@code ?}. */
    private static boolean isMadeOf(String text, int kinds) {
        for (byte c : text.getBytes(StandardCharsets.ISO_8859_1)) {
            if ((KINDS[c & 0xff] & kinds) == 0) {
                return false;
            }
        }
        return true;
    }

    private static boolean isKind(char c, int kinds) {
        return c < KINDS.length && (KINDS[c] & kinds) != 0;
    }

    private static byte[] kinds() {
        byte[] kinds = new byte[256];
        Arrays.fill(kinds, '0', '9' + 1, (byte) DIGIT);
        Arrays.fill(kinds, 'a', 'f' + 1, (byte) HEX_LETTER);
        Arrays.fill(kinds, 'g', 'z' + 1, (byte) LETTER);
        Arrays.fill(kinds, 'A', 'Z' + 1, (byte) CAPITAL);
        kinds['-'] = DASH;
        kinds['.'] = DOT;
        kinds['_'] = DOT;
        return kinds;
    }

    public boolean isNameOnly() {
        return tag.isEmpty() && digest.isEmpty();
    }

    /** With {@code latest} where there is neither tag nor digest. */
    public Reference tagged() {
        return isNameOnly() ? new Reference(domain, path, "latest", "") : this;
    }

    /** The same name with that digest. */
    public Reference at(String content) {
        return new Reference(domain, path, tag, content);
    }

    /** The name without tag and digest, in full. */
    public String repository() {
        return domain + "/" + path;
    }

    /** The name without tag and digest, as users write it: {@code busybox}, {@code my/app}, {@code host:5000/a}. */
    public String familiarName() {
        if (!domain.equals(HUB)) {
            return domain + "/" + path;
        }
        boolean official = path.startsWith(OFFICIAL) && path.indexOf('/', OFFICIAL.length()) < 0;
        return official ? path.substring(OFFICIAL.length()) : path;
    }

    /** The part that names a version: the digest, else the tag. */
    public String tagOrDigest() {
        return digest.isEmpty() ? tag : digest;
    }

    /** In full: {@code docker.io/library/busybox:latest}. */
    @Override
    public String toString() {
        return domain + "/" + path + (tag.isEmpty() ? "" : ":" + tag) + (digest.isEmpty() ? "" : "@" + digest);
    }
}
