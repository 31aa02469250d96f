package io.berth.cli.command;

import io.berth.cli.http.Query;
import io.berth.cli.json.JsonObject;
import io.berth.cli.text.Sizes;
import java.util.List;

/** The prune calls of the API, and how their answers are told. */
final class Prune {
    private final Session session;
    private long reclaimed;

    Prune(Session session) {
        this.session = session;
    }

    /** With {@code dryRun} nothing is removed and the same is told. */
    void images(Filters filters, boolean dryRun, String title) {
        JsonObject answer = post(
                Query.of("/images/prune").add("filters", filters.toString()).add(dryRun, "dry-run", "1"));
        StringBuilder told = new StringBuilder();
        for (JsonObject step : answer.objects("ImagesDeleted")) {
            String untagged = step.text("Untagged");
            told.append(untagged.isEmpty() ? "deleted: " + step.text("Deleted") : "untagged: " + untagged)
                    .append('\n');
        }
        tell(title, told);
    }

    void containers(Filters filters) {
        names(post(query("/containers/prune", filters)).texts("ContainersDeleted"), "Deleted Containers:");
    }

    void networks(Filters filters) {
        names(post(query("/networks/prune", filters)).texts("NetworksDeleted"), "Deleted Networks:");
    }

    void volumes(Filters filters) {
        names(post(query("/volumes/prune", filters)).texts("VolumesDeleted"), "Deleted Volumes:");
    }

    void buildCache(Filters filters, boolean all) {
        Query query = query("/build/prune", filters).add(all, "all", "1");
        names(post(query).texts("CachesDeleted"), "Deleted build cache objects:");
    }

    /** What unfinished pulls have left. */
    void ingests(boolean dryRun) {
        JsonObject answer = post(Query.of("/berth/ingests/prune").add(dryRun, "dry-run", "1"));
        leftovers(
                answer.objects("IngestsDeleted"),
                dryRun ? "Would delete unfinished blobs:" : "Deleted unfinished blobs:");
        leftovers(answer.objects("BlobsDeleted"), dryRun ? "Would delete blobs:" : "Deleted blobs:");
    }

    private void leftovers(List<JsonObject> all, String title) {
        StringBuilder told = new StringBuilder();
        for (JsonObject one : all) {
            told.append(one.text("Digest"))
                    .append(' ')
                    .append(Sizes.human(one.number("Size")))
                    .append('\n');
        }
        tell(title, told);
    }

    private static Query query(String path, Filters filters) {
        return Query.of(path).add(!filters.isEmpty(), "filters", filters.toString());
    }

    private JsonObject post(Query query) {
        JsonObject answer = session.engine().post(query) instanceof JsonObject object ? object : new JsonObject();
        reclaimed += answer.number("SpaceReclaimed");
        return answer;
    }

    private void names(List<String> names, String title) {
        StringBuilder told = new StringBuilder();
        for (String name : names) {
            told.append(name).append('\n');
        }
        tell(title, told);
    }

    private void tell(String title, StringBuilder told) {
        if (!told.isEmpty()) {
            session.out().line(title).line(told.toString());
        }
    }

    void total(String title) {
        session.out().line(title + " " + Sizes.human(reclaimed));
    }
}
