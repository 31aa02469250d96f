package io.berth.remote;

import io.berth.io.RemoteLimits;
import io.berth.oci.Repository;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What a token is to allow (distribution-spec, "token scope"): {@code repository:library/redis:pull}, any number of them.
 *
 * @param all in their order, none twice
 */
public record Scopes(List<String> all) {
    /** A token that allows nothing, which shows that its owner is who he says. */
    public static final Scopes NONE = new Scopes(List.of());

    public Scopes {
        all = all.stream().distinct().limit(RemoteLimits.TOKEN_SCOPES_MAX).toList();
    }

    public static Scopes pull(Repository repository) {
        return new Scopes(List.of("repository:" + repository.path() + ":pull"));
    }

    public static Scopes push(Repository repository) {
        return new Scopes(List.of("repository:" + repository.path() + ":pull,push"));
    }

    /** Both in one token: to mount a blob, one pulls from another repository of the same registry. */
    public Scopes and(Scopes others) {
        return new Scopes(Stream.concat(all.stream(), others.all.stream()).toList());
    }

    /** These and those of a challenge; what both want of one resource in one scope. */
    Scopes as(String challenged) {
        Map<String, Set<String>> actions = new LinkedHashMap<>();
        Stream.concat(all.stream(), Stream.of(challenged.split(" ", RemoteLimits.TOKEN_SCOPES_MAX + 1)))
                .filter(scope -> scope.indexOf(':') > 0)
                .forEach(scope -> actions.computeIfAbsent(resource(scope), _ -> new LinkedHashSet<>())
                        .addAll(List.of(
                                scope.substring(resource(scope).length() + 1).split(",", -1))));
        return new Scopes(actions.entrySet().stream()
                .map(one -> one.getKey() + ':' + String.join(",", one.getValue()))
                .toList());
    }

    /** All before the last colon: a name may have colons of its own. */
    private static String resource(String scope) {
        return scope.substring(0, scope.lastIndexOf(':'));
    }
}
