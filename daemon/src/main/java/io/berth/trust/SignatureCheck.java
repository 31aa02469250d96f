package io.berth.trust;

import io.berth.index.Signature;
import io.berth.io.Limits;
import io.berth.oci.Digest;
import io.berth.oci.Repository;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Counts the keys of one rule that are proven to have signed one image, and remembers why other signatures do not count. */
final class SignatureCheck {
    private final Rule.Signed rule;
    private final Repository repository;
    private final Digest image;
    private final Map<Digest, Signature> proven = new LinkedHashMap<>();
    private final List<String> reasons = new ArrayList<>();

    SignatureCheck(Rule.Signed rule, Repository repository, Digest image) {
        this.rule = rule;
        this.repository = repository;
        this.image = image;
    }

    boolean isEnough() {
        return proven.size() >= rule.threshold();
    }

    List<Signature> proven() {
        return List.copyOf(proven.values());
    }

    /** Takes over signatures of the image that were proven before, those that the rule still asks for. */
    void take(List<Signature> known) {
        for (Signature signature : known) {
            boolean trusted =
                    rule.keys().stream().anyMatch(key -> key.fingerprint().equals(signature.key()));
            if (trusted && rule.name().allows(signature.reference(), repository)) {
                proven.putIfAbsent(signature.key(), signature);
            }
        }
    }

    /** Tries to prove a statement. */
    void look(SignedStatement statement) {
        if (!statement.image().equals(image)) {
            refuse("a signature is of " + statement.image());
            return;
        }
        if (!rule.name().allows(statement.reference(), repository)) {
            refuse(
                    statement.reference().isEmpty()
                            ? "a signature names no repository, which \"identity\": \"any\" would allow"
                            : "a signature is for " + statement.reference());
            return;
        }
        int before = proven.size();
        boolean again = false;
        for (byte[] signature : statement.signatures()) {
            for (TrustedKey key : rule.keys()) {
                if (key.proves(statement.message(), signature)) {
                    again |= proven.putIfAbsent(key.fingerprint(), signature(statement, key)) != null;
                }
            }
        }
        if (proven.size() == before) {
            refuse(again ? "a key signed twice" : "a signature is by none of these keys");
        }
    }

    private static Signature signature(SignedStatement statement, TrustedKey key) {
        return new Signature(statement.form(), key.fingerprint(), key.name(), statement.reference());
    }

    /** Remembers why something does not count; the text may be an outsider's. */
    void refuse(String why) {
        String clean = why.replaceAll("\\p{Cntrl}", "?");
        String cut = clean.length() > Limits.SIGNATURE_REASON_LENGTH_MAX
                ? clean.substring(0, Limits.SIGNATURE_REASON_LENGTH_MAX) + '…'
                : clean;
        if (reasons.size() < Limits.SIGNATURE_REASONS_MAX && !reasons.contains(cut)) {
            reasons.add(cut);
        }
    }

    /** Why it is not enough. */
    String why() {
        String found = proven.isEmpty() ? "" : "found " + proven.size() + "; ";
        return found + (reasons.isEmpty() ? "and no signature was found" : "and " + String.join("; ", reasons));
    }
}
