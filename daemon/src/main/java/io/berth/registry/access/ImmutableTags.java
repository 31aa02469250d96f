package io.berth.registry.access;

import java.util.List;

/** Tags that stay on what they were first put on, and cannot be deleted. */
record ImmutableTags(List<Rule> rules) {
    /** These tags of these repositories; {@code except} of them move as they like. */
    record Rule(List<NamePattern> repositories, List<TagPattern> tags, List<TagPattern> except) {
        Rule {
            repositories = List.copyOf(repositories);
            tags = List.copyOf(tags);
            except = List.copyOf(except);
        }

        boolean holds(String repository, String tag) {
            return repositories.stream().anyMatch(pattern -> pattern.matches(repository))
                    && tags.stream().anyMatch(pattern -> pattern.matches(tag))
                    && except.stream().noneMatch(pattern -> pattern.matches(tag));
        }
    }

    ImmutableTags {
        rules = List.copyOf(rules);
    }

    boolean holds(String repository, String tag) {
        return rules.stream().anyMatch(rule -> rule.holds(repository, tag));
    }
}
