package io.berth.image;

import io.berth.problem.Problem.InvalidParameter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Words of an instruction, with quotes, backslashes and variables as a shell reads them; no commands are run. */
final class DockerfileWords {
    private final String text;
    private final Map<String, String> variables;
    private final List<String> words = new ArrayList<>();
    private final StringBuilder word = new StringBuilder();
    private boolean inWord;
    private int at;

    private DockerfileWords(String text, Map<String, String> variables) {
        this.text = text;
        this.variables = variables;
    }

    /**
     * Splits at white space outside quotes.
     *
     * @param variables what {@code $name} and {@code ${name}} stand for; nothing for others
     * @throws InvalidParameter for a quote or a brace without its end
     */
    static List<String> split(String text, Map<String, String> variables) {
        DockerfileWords words = new DockerfileWords(text, variables);
        words.read();
        return words.words;
    }

    private void read() {
        while (at < text.length()) {
            char c = text.charAt(at++);
            switch (c) {
                case '\'' -> single();
                case '"' -> dual();
                case '\\' -> escaped();
                case '$' -> variable();
                default -> {
                    if (Character.isWhitespace(c)) {
                        end();
                    } else {
                        add(c);
                    }
                }
            }
        }
        end();
    }

    private void add(char c) {
        word.append(c);
        inWord = true;
    }

    private void end() {
        if (inWord) {
            words.add(word.toString());
        }
        word.setLength(0);
        inWord = false;
    }

    private void escaped() {
        if (at < text.length()) {
            add(text.charAt(at++));
        }
    }

    private void single() {
        int end = text.indexOf('\'', at);
        if (end < 0) {
            throw unended();
        }
        word.append(text, at, end);
        inWord = true;
        at = end + 1;
    }

    private void dual() {
        inWord = true;
        while (at < text.length()) {
            char c = text.charAt(at++);
            switch (c) {
                case '"' -> {
                    return;
                }
                case '\\' -> {
                    boolean isPlain = at < text.length() && "\"\\$".indexOf(text.charAt(at)) < 0;
                    if (isPlain) {
                        word.append(c);
                    }
                    escaped();
                }
                case '$' -> variable();
                default -> word.append(c);
            }
        }
        throw unended();
    }

    private void variable() {
        boolean isBraced = at < text.length() && text.charAt(at) == '{';
        int begin = isBraced ? at + 1 : at;
        int end = begin;
        while (end < text.length() && isName(text.charAt(end))) {
            end++;
        }
        if (isBraced && (end == text.length() || text.charAt(end) != '}')) {
            throw new InvalidParameter("unsupported variable in \"" + text + '"');
        }
        if (end == begin) {
            add('$');
            return;
        }
        String value = variables.getOrDefault(text.substring(begin, end), "");
        word.append(value);
        inWord |= !value.isEmpty();
        at = isBraced ? end + 1 : end;
    }

    private static boolean isName(char c) {
        return c == '_' || (c < 128 && Character.isLetterOrDigit(c));
    }

    private InvalidParameter unended() {
        return new InvalidParameter("unexpected end of statement while looking for matching quote in \"" + text + '"');
    }
}
