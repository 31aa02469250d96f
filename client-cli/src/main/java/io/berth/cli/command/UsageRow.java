package io.berth.cli.command;

import io.berth.cli.format.Row;
import io.berth.cli.json.JsonObject;
import io.berth.cli.text.Ages;
import io.berth.cli.text.Sizes;
import io.berth.cli.text.Texts;
import io.berth.cli.text.Times;
import java.util.ArrayList;
import java.util.List;

/** A container, volume or build cache entry in the list of what takes space. */
abstract class UsageRow extends Row {
    final JsonObject item;

    private UsageRow(String[] names, JsonObject item) {
        super(names);
        this.item = item;
    }

    @Override
    public final String typeName() {
        return "*formatter.diskUsageContext";
    }

    static final class Container extends UsageRow {
        private static final String[] NAMES = {
            "Command", "ID", "Image", "LocalVolumes", "Names", "RunningFor", "Size", "Status"
        };
        private static final int COMMAND_MAX = 20;

        private final boolean truncated;

        Container(JsonObject item, boolean truncated) {
            super(NAMES, item);
            this.truncated = truncated;
        }

        @Override
        protected String value(String name) {
            return switch (name) {
                case "ID" -> truncated ? Texts.shortId(item.text("Id")) : item.text("Id");
                case "Command" ->
                    "\"" + (truncated ? Texts.ellipsis(item.text("Command"), COMMAND_MAX) : item.text("Command"))
                            + "\"";
                case "LocalVolumes" -> Long.toString(localVolumes());
                case "Names" -> names(item.texts("Names"));
                case "RunningFor" -> Ages.since(item.number("Created"));
                case "Size" -> Sizes.three(item.number("SizeRw"));
                default -> item.text(name);
            };
        }

        private long localVolumes() {
            long count = 0;
            for (JsonObject mount : item.objects("Mounts")) {
                count += mount.text("Driver").equals("local") ? 1 : 0;
            }
            return count;
        }

        private static String names(List<String> names) {
            List<String> own = new ArrayList<>();
            for (String name : names) {
                if (name.lastIndexOf('/') == 0) {
                    own.add(name.substring(1));
                }
            }
            return String.join(",", own);
        }
    }

    static final class Volume extends UsageRow {
        private static final String[] NAMES = {"Links", "Name", "Size"};

        Volume(JsonObject item) {
            super(NAMES, item);
        }

        @Override
        protected String value(String name) {
            JsonObject usage = item.object("UsageData");
            return switch (name) {
                case "Links" -> Long.toString(usage.number("RefCount"));
                case "Size" -> usage.number("Size") < 0 ? "N/A" : Sizes.human(usage.number("Size"));
                default -> item.text("Name");
            };
        }
    }

    static final class Cache extends UsageRow {
        private static final String[] NAMES = {
            "CacheType", "CreatedSince", "ID", "LastUsedSince", "Shared", "Size", "UsageCount"
        };

        Cache(JsonObject item) {
            super(NAMES, item);
        }

        @Override
        protected String value(String name) {
            return switch (name) {
                case "ID" -> Texts.shortId(item.text("ID"));
                case "CacheType" -> item.text("Type");
                case "Size" -> Sizes.human(item.number("Size"));
                case "CreatedSince" -> Ages.since(Times.seconds(item.text("CreatedAt")));
                case "LastUsedSince" ->
                    item.text("LastUsedAt").isEmpty() ? "" : Ages.since(Times.seconds(item.text("LastUsedAt")));
                case "UsageCount" -> Long.toString(item.number("UsageCount"));
                default -> Boolean.toString(item.flag("Shared"));
            };
        }
    }
}
