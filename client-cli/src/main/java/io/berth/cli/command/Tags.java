package io.berth.cli.command;

import io.berth.cli.flag.Flag;
import io.berth.cli.flag.Flags;
import io.berth.cli.flag.Help;
import io.berth.cli.flag.Spec;
import io.berth.cli.format.Listing;
import io.berth.cli.format.Row;
import io.berth.cli.http.Query;
import io.berth.cli.image.Reference;
import io.berth.cli.json.JsonObject;
import io.berth.cli.problem.CliException;
import java.util.ArrayList;
import java.util.List;

/** {@code berth tags}: the tags that a repository has at its registry. */
final class Tags implements Command {
    private static final List<String> HEADERS = List.of("Repository", "REPOSITORY", "Tag", "TAG");

    @Override
    public Spec spec() {
        return Spec.of(
                "tags",
                "[OPTIONS] REPOSITORY",
                "List the tags of a repository at its registry",
                1,
                1,
                Flag.text((char) 0, "format", Help.FORMAT_TABLE_USAGE),
                Flag.toggle('q', "quiet", "Only show the tags"));
    }

    @Override
    public int run(Session session, Flags flags) {
        Reference repository = Reference.parse(flags.arguments().getFirst());
        if (!repository.isNameOnly()) {
            throw new CliException("a repository is expected, without tag and digest");
        }
        Query query =
                Query.of("/berth/repositories/").name(repository.familiarName()).path("/tags");
        List<TagRow> rows = new ArrayList<>();
        if (session.engine().get(query, session.registryAuth(repository.domain())) instanceof JsonObject answer) {
            for (JsonObject tag : answer.objects("Tags")) {
                rows.add(new TagRow(answer.text("Name"), tag.text("Name")));
            }
        }
        String format = flags.text("format").isEmpty() && flags.is("quiet") ? "{{.Tag}}" : flags.text("format");
        session.out().print(new Listing(HEADERS, List.of("Repository", "Tag")).print(format, rows));
        return 0;
    }

    private static final class TagRow extends Row {
        private static final String[] NAMES = {"Repository", "Tag"};

        private final String repository;
        private final String tag;

        TagRow(String repository, String tag) {
            super(NAMES);
            this.repository = repository;
            this.tag = tag;
        }

        @Override
        protected String value(String name) {
            return name.equals("Tag") ? tag : repository;
        }

        @Override
        public String typeName() {
            return "tag";
        }
    }
}
