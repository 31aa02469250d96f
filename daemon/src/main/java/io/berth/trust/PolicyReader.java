package io.berth.trust;

import io.berth.io.Limits;
import io.berth.oci.Digest;
import io.berth.oci.Fields;
import io.berth.oci.Repository;
import io.berth.problem.Problem.Corrupt;
import io.berth.problem.Problem.InvalidParameter;
import io.berth.problem.Subject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads a policy file (docs/decisions has its form); what it does not know it refuses, and never overlooks. */
final class PolicyReader {
    private static final String BEGIN = "-----BEGIN";

    private final Path file;

    private PolicyReader(Path file) {
        this.file = file;
    }

    /**
     * Reads a file and the keys that it names.
     *
     * @throws Corrupt with the reason where it is no policy
     */
    static Policy read(Path file) throws IOException {
        byte[] bytes = bytes(file, Limits.POLICY_BYTES_MAX);
        return new PolicyReader(file).policy(Fields.read(bytes, Subject.STORE, "policy"));
    }

    private static byte[] bytes(Path file, int most) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(most + 1);
            if (bytes.length > most) {
                throw bad(file + " has more than " + most + " bytes");
            }
            return bytes;
        }
    }

    private Policy policy(Fields policy) throws IOException {
        policy.only("default", "repositories");
        Fields standard = policy.objectOrNull("default");
        if (standard == null) {
            throw bad("it has no \"default\"");
        }
        Fields repositories = policy.objectOrNull("repositories");
        return new Policy(repositories == null ? List.of() : entries(repositories), rule(standard));
    }

    private List<Policy.Entry> entries(Fields repositories) throws IOException {
        List<Policy.Entry> entries = new ArrayList<>();
        Set<RepositoryPattern> seen = new HashSet<>();
        for (String text : repositories.names()) {
            RepositoryPattern pattern = RepositoryPattern.parse(text);
            if (!seen.add(pattern)) {
                throw bad("two rules for \"" + text + "\"");
            }
            entries.add(new Policy.Entry(text, pattern, rule(repositories.object(text))));
        }
        return entries;
    }

    private Rule rule(Fields rule) throws IOException {
        String name = rule.text("rule");
        return switch (name) {
            case "accept" -> plain(rule, new Rule.Accept());
            case "reject" -> plain(rule, new Rule.Reject());
            case "digest" -> new Rule.Digests(digests(rule));
            case "signed" -> signed(rule);
            default -> throw bad("\"rule\" must be accept, reject, digest or signed, and is \"" + name + "\"");
        };
    }

    private static Rule plain(Fields rule, Rule meant) {
        rule.only("rule");
        return meant;
    }

    private static Set<Digest> digests(Fields rule) {
        rule.only("rule", "digests");
        return rule.texts("digests").stream()
                .map(text -> Digest.find(text).orElseThrow(() -> bad("\"" + text + "\" is no digest")))
                .collect(Collectors.toUnmodifiableSet());
    }

    private Rule signed(Fields rule) throws IOException {
        rule.only("rule", "keys", "threshold", "identity");
        List<TrustedKey> keys = new ArrayList<>();
        Set<Digest> seen = new HashSet<>();
        for (String text : rule.texts("keys")) {
            TrustedKey key = key(text, keys.size() + 1);
            if (!seen.add(key.fingerprint())) {
                throw bad("the key " + key.name() + " is given twice");
            }
            keys.add(key);
            if (keys.size() > Limits.POLICY_KEYS_MAX) {
                throw bad("a rule of more than " + Limits.POLICY_KEYS_MAX + " keys");
            }
        }
        int threshold = rule.number("threshold", 1);
        if (threshold < 1 || threshold > keys.size()) {
            throw bad("a threshold of " + threshold + " for " + keys.size() + " keys");
        }
        return new Rule.Signed(keys, threshold, name(rule.text("identity")));
    }

    private TrustedKey key(String text, int number) throws IOException {
        if (text.contains(BEGIN)) {
            return TrustedKey.parse("#" + number, text);
        }
        byte[] pem = bytes(file.resolveSibling(text), Limits.POLICY_KEY_BYTES_MAX);
        return TrustedKey.parse(text, new String(pem, StandardCharsets.ISO_8859_1));
    }

    private static SignedName name(String identity) {
        return switch (identity) {
            case "", "repository" -> new SignedName.Same();
            case "any" -> new SignedName.Any();
            default -> {
                try {
                    yield new SignedName.Given(Repository.parse(identity));
                } catch (InvalidParameter e) {
                    throw bad(
                            "\"identity\" must be repository, any or a repository's name, and is \"" + identity + "\"");
                }
            }
        };
    }

    private static Corrupt bad(String why) {
        return new Corrupt(Subject.STORE, "invalid policy: " + why);
    }
}
