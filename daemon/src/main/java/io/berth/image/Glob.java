package io.berth.image;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A pattern of the {@code reference} filter, with the meaning that Go's {@code path.Match} gives it: {@code *} stands for
 * any text and {@code ?} for any character without a slash, {@code [a-c]} and {@code [^a-c]} for one character, a
 * backslash takes the next character as it is. Matching takes time proportional to pattern × text.
 */
public final class Glob {
    private sealed interface Part {
        /** Whether this part can stand for the character. */
        boolean takes(int character);
    }

    private record Literal(int wanted) implements Part {
        @Override
        public boolean takes(int character) {
            return character == wanted;
        }
    }

    private record AnyOne() implements Part {
        @Override
        public boolean takes(int character) {
            return character != '/';
        }
    }

    private record AnyText() implements Part {
        @Override
        public boolean takes(int character) {
            return character != '/';
        }
    }

    private record Range(int low, int high) {}

    private record OneOf(boolean negated, List<Range> ranges) implements Part {
        @Override
        public boolean takes(int character) {
            return negated != ranges.stream().anyMatch(range -> range.low() <= character && character <= range.high());
        }
    }

    private final List<Part> parts;

    private Glob(List<Part> parts) {
        this.parts = parts;
    }

    /** The pattern in this text; empty where it is broken, so that it matches nothing. */
    public static Optional<Glob> compile(String text) {
        List<Part> parts = new ArrayList<>();
        Cursor cursor = new Cursor(text.codePoints().toArray());
        while (!cursor.atEnd()) {
            int character = cursor.next();
            switch (character) {
                case '*' -> parts.add(new AnyText());
                case '?' -> parts.add(new AnyOne());
                case '[' -> {
                    Optional<OneOf> one = cursor.oneOf();
                    if (one.isEmpty()) {
                        return Optional.empty();
                    }
                    parts.add(one.get());
                }
                case '\\' -> {
                    if (cursor.atEnd()) {
                        return Optional.empty();
                    }
                    parts.add(new Literal(cursor.next()));
                }
                default -> parts.add(new Literal(character));
            }
        }
        return Optional.of(new Glob(List.copyOf(parts)));
    }

    /** Whether the pattern stands for the whole text. */
    public boolean matches(String text) {
        int part = 0;
        int at = 0;
        int star = -1;
        int starAt = 0;
        while (at < text.length()) {
            if (part < parts.size() && parts.get(part) instanceof AnyText) {
                star = part++;
                starAt = at;
            } else if (part < parts.size() && parts.get(part).takes(text.codePointAt(at))) {
                part++;
                at = next(text, at);
            } else if (star >= 0 && parts.get(star).takes(text.codePointAt(starAt))) {
                part = star + 1;
                starAt = next(text, starAt);
                at = starAt;
            } else {
                return false;
            }
        }
        while (part < parts.size() && parts.get(part) instanceof AnyText) {
            part++;
        }
        return part == parts.size();
    }

    private static int next(String text, int at) {
        return at + Character.charCount(text.codePointAt(at));
    }

    private static final class Cursor {
        private final int[] characters;
        private int at;

        Cursor(int[] characters) {
            this.characters = characters;
        }

        boolean atEnd() {
            return at == characters.length;
        }

        int next() {
            return characters[at++];
        }

        private boolean skip(int character) {
            boolean there = !atEnd() && characters[at] == character;
            at += there ? 1 : 0;
            return there;
        }

        /** The class whose opening bracket was just read. */
        Optional<OneOf> oneOf() {
            boolean negated = skip('^');
            List<Range> ranges = new ArrayList<>();
            while (ranges.isEmpty() || !skip(']')) {
                Optional<Integer> low = bound();
                Optional<Integer> high = low.isPresent() && skip('-') ? bound() : low;
                if (low.isEmpty() || high.isEmpty() || atEnd()) {
                    return Optional.empty();
                }
                ranges.add(new Range(low.get(), high.get()));
            }
            return Optional.of(new OneOf(negated, ranges));
        }

        private Optional<Integer> bound() {
            if (atEnd() || characters[at] == '-' || characters[at] == ']' || (skip('\\') && atEnd())) {
                return Optional.empty();
            }
            return Optional.of(next());
        }
    }
}
