package io.berth.testing;

import io.berth.oci.RepositoryName;
import io.berth.registry.Access;
import io.berth.registry.Principal;
import java.util.Optional;
import java.util.function.Function;

/** Judges each wish as told, whoever has it; a password is asked for, and images of this machine are nobody's. */
public record JudgingAccess(Function<Access.Wish, Access.Verdict> verdict) implements Access {
    @Override
    public Principal identify(Optional<String> authorization, String address) {
        return OPEN.identify(authorization, address);
    }

    @Override
    public Verdict judge(Principal who, Wish wish) {
        return verdict.apply(wish);
    }

    @Override
    public boolean lists(Principal who, RepositoryName repository) {
        return true;
    }

    @Override
    public boolean mayReadImages(Principal who) {
        return false;
    }

    @Override
    public boolean mayNameImages(Principal who, RepositoryName repository) {
        return false;
    }

    @Override
    public Optional<String> challenge(Wish wish, String base, String error) {
        return Optional.of("Basic realm=\"" + base + '"');
    }
}
