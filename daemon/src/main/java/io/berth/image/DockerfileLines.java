package io.berth.image;

import java.util.ArrayList;
import java.util.List;

/** Instructions as they stand in a Dockerfile: without comments and empty lines, lines that go on joined. */
final class DockerfileLines {
    private DockerfileLines() {}

    static List<String> of(List<String> changes) {
        List<String> lines = new ArrayList<>();
        StringBuilder open = new StringBuilder();
        for (String line : String.join("\n", changes).split("\\R", -1)) {
            String stripped = line.strip();
            if (stripped.startsWith("#")) {
                continue;
            }
            if (stripped.endsWith("\\")) {
                open.append(stripped, 0, stripped.length() - 1);
                continue;
            }
            String whole = open.append(stripped).toString().strip();
            open.setLength(0);
            if (!whole.isEmpty()) {
                lines.add(whole);
            }
        }
        if (!open.toString().isBlank()) {
            lines.add(open.toString().strip());
        }
        return lines;
    }
}
