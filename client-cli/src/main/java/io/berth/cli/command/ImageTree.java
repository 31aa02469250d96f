package io.berth.cli.command;

import io.berth.cli.console.Console;
import io.berth.cli.json.JsonObject;
import io.berth.cli.text.Sizes;
import io.berth.cli.text.Texts;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The images, each with the platforms of its index below it. Colours and a legend on a terminal
 * only; there a name that leaves no room for the other columns has a line of its own.
 */
final class ImageTree {
    private static final String UNTAGGED = "<untagged>";
    private static final String GAP = "   ";
    private static final int ID = 12;
    private static final String USAGE = "DISK USAGE";
    private static final String CONTENT = "CONTENT SIZE";
    private static final String EXTRA = "EXTRA";
    private static final int OTHER_COLUMNS = 4 * GAP.length() + ID + USAGE.length() + CONTENT.length() + EXTRA.length();

    private static final String BOLD = "\u001b[39m\u001b[1m";
    private static final String BLUE = "\u001b[34m\u001b[1m";
    private static final String PLAIN = "\u001b[39m";
    private static final String FAINT = "\u001b[39m\u001b[2m";
    private static final String END = "\u001b[0m";
    private static final String CHIP = "\u001b[38;5;0m\u001b[48;5;14m U " + END;
    private static final String LEGEND =
            "\u001b[1m\u001b[106m\u001b[30mi" + END + END + " \u001b[96mInfo → " + END + END + " " + CHIP + " In Use";
    private static final int LEGEND_WIDTH = "i Info →   U  In Use".length();

    /** A line: an image's last name, or a platform of it. */
    private record Line(String name, String id, long usage, long content, boolean used, String colour) {}

    private final boolean terminal;
    private final boolean coloured;
    private final int width;
    private final StringBuilder out = new StringBuilder();
    private int nameWidth = "IMAGE".length();

    private ImageTree(Console console) {
        terminal = console.isOutTerminal();
        coloured = terminal && console.variable("NO_COLOR").isEmpty();
        width = terminal ? console.terminal().width() : Integer.MAX_VALUE;
    }

    /** Images without a name are shown only with {@code all}, after the others. */
    static String of(Console console, List<JsonObject> images, boolean all) {
        ImageTree tree = new ImageTree(console);
        List<JsonObject> shown = new ArrayList<>();
        for (JsonObject image : images) {
            if (all || !names(image).getFirst().equals(UNTAGGED)) {
                shown.add(image);
            }
        }
        Comparator<JsonObject> nameless =
                Comparator.comparing(image -> names(image).getFirst().equals(UNTAGGED));
        shown.sort(nameless.thenComparing(image -> names(image).getFirst()));
        tree.print(shown);
        return tree.out.toString();
    }

    private static List<String> names(JsonObject image) {
        List<String> names = new ArrayList<>(image.texts("RepoTags"));
        if (names.isEmpty()) {
            names.addAll(image.texts("RepoDigests"));
        }
        names.removeIf(name -> name.startsWith("<none>"));
        names.sort(Comparator.naturalOrder());
        return names.isEmpty() ? List.of(UNTAGGED) : names;
    }

    private void print(List<JsonObject> images) {
        for (JsonObject image : images) {
            for (String name : names(image)) {
                nameWidth = Math.max(nameWidth, name.length());
            }
            for (Line line : platforms(image)) {
                nameWidth = Math.max(nameWidth, line.name.length());
            }
        }
        nameWidth = Math.max("IMAGE".length(), Math.min(nameWidth, width - OTHER_COLUMNS));
        heading();
        for (int i = 0; i < images.size(); i++) {
            out.append(i > 0 ? "\n" : "");
            image(images.get(i));
        }
    }

    private void heading() {
        if (terminal) {
            String legend = coloured ? LEGEND : LEGEND.replaceAll("\u001b\\[[0-9;]*m", "");
            out.append(Texts.repeat(' ', width - LEGEND_WIDTH)).append(legend).append('\n');
        }
        cell(BOLD, "IMAGE", nameWidth, false);
        cell(BOLD, "ID", ID, false);
        cell(BOLD, USAGE, USAGE.length(), false);
        cell(BOLD, CONTENT, CONTENT.length(), false);
        coloured(BOLD, EXTRA);
        out.append('\n');
    }

    private void image(JsonObject image) {
        List<String> names = names(image);
        for (String name : names.subList(0, names.size() - 1)) {
            coloured(BLUE, name);
            out.append(Texts.repeat(' ', nameWidth - name.length())).append('\n');
        }
        List<Line> platforms = platforms(image);
        boolean used = image.number("Containers") > 0 || platforms.stream().anyMatch(Line::used);
        long content = 0;
        for (JsonObject manifest : image.objects("Manifests")) {
            content += manifest.object("Size").number("Content");
        }
        String colour = names.getLast().equals(UNTAGGED) ? PLAIN : BLUE;
        line(new Line(names.getLast(), image.text("Id"), image.number("Size"), content, used, colour), PLAIN);
        for (Line platform : platforms) {
            line(platform, platform.colour);
        }
    }

    /** Attestations and the like are counted with the image, but are no platforms. */
    private static List<Line> platforms(JsonObject image) {
        List<JsonObject> manifests = new ArrayList<>(image.objects("Manifests"));
        manifests.removeIf(manifest -> !manifest.text("Kind").equals("image"));
        List<Line> lines = new ArrayList<>();
        for (JsonObject manifest : manifests) {
            JsonObject data = manifest.object("ImageData");
            JsonObject size = manifest.object("Size");
            lines.add(new Line(
                    (lines.size() == manifests.size() - 1 ? "└─ " : "├─ ") + platform(data.object("Platform")),
                    manifest.text("ID"),
                    size.number("Total"),
                    size.number("Content"),
                    !data.list("Containers").isEmpty(),
                    manifest.flag("Available") ? PLAIN : FAINT));
        }
        return lines;
    }

    private static String platform(JsonObject platform) {
        String variant = platform.text("variant");
        return platform.text("os") + "/" + platform.text("architecture") + (variant.isEmpty() ? "" : "/" + variant);
    }

    private void line(Line line, String colour) {
        if (line.name.length() > nameWidth) {
            coloured(line.colour, line.name);
            out.append('\n').append(Texts.repeat(' ', nameWidth)).append(GAP);
        } else {
            cell(line.colour, line.name, nameWidth, false);
        }
        cell(colour, Texts.shortId(line.id), ID, false);
        cell(colour, Sizes.three(line.usage), USAGE.length(), true);
        cell(colour, Sizes.three(line.content), CONTENT.length(), true);
        if (!line.used) {
            out.append(Texts.repeat(' ', EXTRA.length()));
        } else if (terminal) {
            out.append(coloured ? CHIP : " U ").append(Texts.repeat(' ', EXTRA.length() - 3));
        } else {
            out.append(Texts.left("U", EXTRA.length()));
        }
        out.append('\n');
    }

    private void cell(String colour, String text, int columns, boolean right) {
        String spaces = Texts.repeat(' ', columns - text.length());
        out.append(right ? spaces : "");
        coloured(colour, text);
        out.append(right ? "" : spaces).append(GAP);
    }

    private void coloured(String colour, String text) {
        out.append(coloured ? colour : "").append(text).append(coloured ? END : "");
    }
}
