package io.berth.cli.command;

import io.berth.cli.format.Listing;
import io.berth.cli.format.Row;
import io.berth.cli.json.JsonObject;
import io.berth.cli.problem.CliException;
import io.berth.cli.template.OpenStruct;
import io.berth.cli.template.Template;
import io.berth.cli.template.TemplateException;
import io.berth.cli.text.Sizes;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** What each object takes on disk: four lists. */
final class UsageDetails {
    private static final List<String> CONTAINER_HEADERS = List.of(
            "ID",
            "CONTAINER ID",
            "Image",
            "IMAGE",
            "Command",
            "COMMAND",
            "LocalVolumes",
            "LOCAL VOLUMES",
            "Size",
            "SIZE",
            "RunningFor",
            "CREATED",
            "Status",
            "STATUS",
            "Names",
            "NAMES");
    private static final List<String> VOLUME_HEADERS = List.of("Name", "VOLUME NAME", "Links", "LINKS", "Size", "SIZE");
    private static final List<String> CACHE_HEADERS = List.of(
            "ID",
            "CACHE ID",
            "CacheType",
            "CACHE TYPE",
            "Size",
            "SIZE",
            "CreatedSince",
            "CREATED",
            "LastUsedSince",
            "LAST USED",
            "UsageCount",
            "USAGE",
            "Shared",
            "SHARED");

    private final String format;
    private final List<Row> images;
    private final List<Row> containers;
    private final List<Row> volumes;
    private final List<Row> caches;
    private final long cacheSize;

    /** {@code counted}: the answer's form is that of API 1.52. Only tables shorten IDs. */
    UsageDetails(JsonObject df, boolean counted, String format) {
        this.format = format;
        boolean truncated = isTable();
        images = rows(items(df, counted, "Images", "ImageUsage"), image -> ImageRow.ofUsage(image, truncated));
        containers = rows(
                items(df, counted, "Containers", "ContainerUsage"), item -> new UsageRow.Container(item, truncated));
        volumes = rows(items(df, counted, "Volumes", "VolumeUsage"), UsageRow.Volume::new);
        List<JsonObject> cached = items(df, counted, "BuildCache", "BuildCacheUsage");
        caches = rows(cached, UsageRow.Cache::new);
        long size = 0;
        for (JsonObject cache : cached) {
            size += cache.flag("Shared") ? 0 : cache.number("Size");
        }
        cacheSize = size;
    }

    private static List<JsonObject> items(JsonObject df, boolean counted, String legacy, String usage) {
        return counted ? df.object(usage).objects("Items") : df.objects(legacy);
    }

    private static List<Row> rows(List<JsonObject> items, Function<JsonObject, Row> row) {
        List<Row> rows = new ArrayList<>();
        for (JsonObject item : items) {
            rows.add(row.apply(item));
        }
        return rows;
    }

    /** The tables, or a template's text on all four lists together. */
    String print() {
        return isTable() ? tables() : formatted();
    }

    private boolean isTable() {
        return format.isEmpty() || format.equals("table");
    }

    private String formatted() {
        JsonObject all = new JsonObject()
                .put("Images", images)
                .put("Containers", containers)
                .put("Volumes", volumes)
                .put("BuildCache", caches);
        try {
            return Template.parse(format.equals("json") ? "{{json .}}" : format)
                            .execute(new OpenStruct("*formatter.diskUsageContext", all))
                    + "\n";
        } catch (TemplateException e) {
            throw new CliException("template parsing error: " + e.getMessage());
        }
    }

    private String tables() {
        Listing imageList = Images.listing(
                "Repository", "Tag", "ID", "CreatedSince", "Size", "SharedSize", "UniqueSize", "Containers");
        return "Images space usage:\n\n" + imageList.print("", images)
                + "\nContainers space usage:\n\n"
                + table(CONTAINER_HEADERS, containers)
                + "\nLocal Volumes space usage:\n\n"
                + table(VOLUME_HEADERS, volumes)
                + "\nBuild cache usage: " + Sizes.human(cacheSize) + "\n\n"
                + table(CACHE_HEADERS, caches);
    }

    /** All the fields that have a title, in that order. */
    private static String table(List<String> headers, List<Row> rows) {
        List<String> columns = new ArrayList<>();
        for (int i = 0; i < headers.size(); i += 2) {
            columns.add(headers.get(i));
        }
        return new Listing(headers, columns).print("", rows);
    }
}
