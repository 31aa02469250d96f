package io.berth;

/** What {@code --help} prints. */
final class Usage {
    private Usage() {}

    static String text() {
        StringBuilder text = new StringBuilder(2048);
        text.append("Usage:  berthd [OPTIONS]\n\nAn image daemon for the Docker Engine API\n\nOptions:\n");
        for (Option option : Option.values()) {
            String letter = option.hasLetter() ? "-" + option.letter() + ", " : "    ";
            String flag = "--" + option.flag() + (option.argument().isEmpty() ? "" : " " + option.argument());
            text.append("  %s%-38s %s%n".formatted(letter, flag, option.purpose()));
        }
        text.append("  -h, %-38s %s%n".formatted("--help", "Print this"));
        text.append("  -v, %-38s %s%n".formatted("--version", "Print the version"));
        return text.toString();
    }
}
