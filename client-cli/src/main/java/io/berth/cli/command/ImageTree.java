package io.berth.cli.command;

import io.berth.cli.console.Console;
import io.berth.cli.json.JsonObject;
import java.util.List;

final class ImageTree {
    private ImageTree() {}

    static String of(Console console, List<JsonObject> images, boolean all) {
        return "";
    }
}
