package io.berth.registry.access;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What everybody may do. Rights only add up: no rule takes away what another gives, so their order does not matter, and
 * where no rule is about a repository nobody may do anything with it.
 *
 * @param groups members by the group's name
 */
record Rules(Map<String, Set<String>> groups, List<Rule> rules) {
    /** These people may do this with these repositories. */
    record Rule(List<NamePattern> repositories, List<Who> who, Set<Right> rights) {
        Rule {
            repositories = List.copyOf(repositories);
            who = List.copyOf(who);
            rights = Set.copyOf(rights);
        }

        boolean isAbout(String repository) {
            return repositories.stream().anyMatch(pattern -> pattern.matches(repository));
        }
    }

    Rules {
        groups = Map.copyOf(groups);
        rules = List.copyOf(rules);
    }

    /**
     * What somebody may do with a repository.
     *
     * @param user null for who has shown no credentials
     */
    Set<Right> rights(@Nullable String user, String repository) {
        Set<Right> rights = EnumSet.noneOf(Right.class);
        for (Rule rule : rules) {
            if (rule.who().stream().anyMatch(who -> means(who, user)) && rule.isAbout(repository)) {
                rights.addAll(rule.rights());
            }
        }
        return rights;
    }

    /** Whether somebody has this right in every repository, by one rule that says so. */
    boolean everywhere(@Nullable String user, Right right) {
        return rules.stream()
                .anyMatch(rule -> rule.rights().contains(right)
                        && rule.repositories().contains(NamePattern.ALL)
                        && rule.who().stream().anyMatch(who -> means(who, user)));
    }

    private boolean means(Who who, @Nullable String user) {
        return switch (who) {
            case Who.Anyone() -> true;
            case Who.Users() -> user != null;
            case Who.User(var name) -> name.equals(user);
            case Who.Group(var name) ->
                user != null && groups.getOrDefault(name, Set.of()).contains(user);
        };
    }
}
