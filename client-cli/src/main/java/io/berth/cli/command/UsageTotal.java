package io.berth.cli.command;

import io.berth.cli.format.Row;
import io.berth.cli.json.JsonObject;
import io.berth.cli.text.Sizes;
import java.util.List;

/** What the objects of one kind take together. */
final class UsageTotal extends Row {
    private static final String[] NAMES = {"Active", "Reclaimable", "Size", "TotalCount", "Type"};

    private final String type;
    private final boolean percent;
    private long total;
    private long active;
    private long size;
    private long reclaimable;

    private UsageTotal(String type, boolean percent) {
        super(NAMES);
        this.type = type;
        this.percent = percent;
    }

    /** From what the engine counted: API 1.52 and newer. */
    static List<UsageTotal> counted(JsonObject df) {
        return List.of(
                counted("Images", true, df.object("ImageUsage")),
                counted("Containers", true, df.object("ContainerUsage")),
                counted("Local Volumes", true, df.object("VolumeUsage")),
                counted("Build Cache", false, df.object("BuildCacheUsage")));
    }

    private static UsageTotal counted(String type, boolean percent, JsonObject usage) {
        UsageTotal total = new UsageTotal(type, percent);
        total.total = usage.number("TotalCount");
        total.active = usage.number("ActiveCount");
        total.size = usage.number("TotalSize");
        total.reclaimable = usage.number("Reclaimable");
        return total;
    }

    /** From the lists that older engines answer. */
    static List<UsageTotal> summed(JsonObject df) {
        return List.of(images(df), containers(df), volumes(df), buildCache(df));
    }

    private static UsageTotal images(JsonObject df) {
        UsageTotal total = new UsageTotal("Images", true);
        total.size = df.number("LayersSize");
        total.reclaimable = total.size;
        for (JsonObject image : df.objects("Images")) {
            total.total++;
            long containers = image.number("Containers");
            total.active += containers > 0 ? 1 : 0;
            if (containers != 0 && image.number("Size") >= 0 && image.number("SharedSize") >= 0) {
                total.reclaimable -= image.number("Size") - image.number("SharedSize");
            }
        }
        return total;
    }

    private static UsageTotal containers(JsonObject df) {
        UsageTotal total = new UsageTotal("Containers", true);
        for (JsonObject container : df.objects("Containers")) {
            total.total++;
            boolean active = switch (container.text("State")) {
                case "running", "paused", "restarting" -> true;
                default -> false;
            };
            total.add(container.number("SizeRw"), active);
        }
        return total;
    }

    private static UsageTotal volumes(JsonObject df) {
        UsageTotal total = new UsageTotal("Local Volumes", true);
        for (JsonObject volume : df.objects("Volumes")) {
            total.total++;
            JsonObject usage = volume.object("UsageData");
            total.add(Math.max(0, usage.number("Size")), usage.number("RefCount") > 0);
        }
        return total;
    }

    private static UsageTotal buildCache(JsonObject df) {
        UsageTotal total = new UsageTotal("Build Cache", false);
        for (JsonObject cache : df.objects("BuildCache")) {
            total.total++;
            total.add(cache.number("Size"), cache.flag("InUse"));
        }
        return total;
    }

    private void add(long bytes, boolean used) {
        size += bytes;
        active += used ? 1 : 0;
        reclaimable += used ? 0 : bytes;
    }

    @Override
    protected String value(String name) {
        return switch (name) {
            case "Type" -> type;
            case "TotalCount" -> Long.toString(total);
            case "Active" -> Long.toString(active);
            case "Size" -> Sizes.human(size);
            default -> Sizes.human(reclaimable) + (percent && size > 0 ? " (" + reclaimable * 100 / size + "%)" : "");
        };
    }

    @Override
    public String typeName() {
        return "*formatter.diskUsage" + type.replace(" ", "") + "Context";
    }
}
