package io.berth.trust;

import io.berth.oci.Reference;
import io.berth.oci.Repository;
import io.berth.problem.Problem.InvalidParameter;

/** Under which name an image must have been signed, so that one image's signature does not stand for another name. */
sealed interface SignedName {
    /** Under any, or none. */
    record Any() implements SignedName {}

    /** Under the name of the repository that it is pulled from. */
    record Same() implements SignedName {}

    /** Under this name: what is pulled is a copy. */
    record Given(Repository repository) implements SignedName {}

    /** As a policy has it, the repository's name in full. */
    default String id() {
        return switch (this) {
            case Any _ -> "any";
            case Same _ -> "repository";
            case Given(Repository repository) -> repository.canonical();
        };
    }

    /**
     * Whether it will do.
     *
     * @param told in the signed text, with a tag or without; empty where it tells none
     */
    default boolean allows(String told, Repository pulled) {
        return switch (this) {
            case Any _ -> true;
            case Same _ -> isName(told, pulled);
            case Given(Repository repository) -> isName(told, repository);
        };
    }

    private static boolean isName(String told, Repository wanted) {
        try {
            return RepositoryPattern.same(Reference.parse(told).repository(), wanted);
        } catch (InvalidParameter e) {
            return false;
        }
    }
}
