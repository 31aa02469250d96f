package io.berth.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.image.RemovalPlan.Step;
import io.berth.index.Image;
import io.berth.problem.Problem.Conflict;
import io.berth.testing.FakeImageTable;
import io.berth.testing.RandomImage;
import io.berth.testing.RandomImages;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Every rule of removal, as a table. {@code ID} and {@code IDSHORT} stand for the image's ID, {@code @D} for a reference
 * by its digest; users are {@code r} for a running and {@code s} for a stopped container.
 */
class RemovalPlanTest {
    private static final String RUNNING = "608947fd9468aaaaaaaaaaaa";
    private static final String STOPPED = "04b1213ec855aaaaaaaaaaaa";

    private final RandomImage made = new RandomImages(4).image();

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
                    # names                    | asked       | users | force | steps
                    busybox                    | busybox     |       | false | busybox:latest ID
                    busybox                    | busybox     |       | true  | busybox:latest ID
                    busybox my/app:v1          | my/app:v1   |       | false | my/app:v1
                    busybox my/app:v1          | my/app:v1   |       | true  | my/app:v1
                    busybox busybox:two        | busybox:two | r     | false | busybox:two
                    busybox busybox:two        | busybox:two | s     | false | busybox:two
                    busybox                    | busybox     | r     | true  | busybox:latest
                    busybox                    | busybox     | s     | true  | busybox:latest
                    busybox                    | ID          |       | false | busybox:latest ID
                    busybox                    | IDSHORT     |       | false | busybox:latest ID
                    busybox my/app:v1          | ID          |       | true  | busybox:latest my/app:v1 ID
                    busybox                    | ID          | s     | true  | busybox:latest ID
                    ~~                         | ID          |       | false | ID
                    ~~                         | ID          | s     | true  | ID
                    busybox busybox@D          | busybox     |       | false | busybox:latest busybox@D ID
                    busybox busybox:two busybox@D | busybox  |       | false | busybox:latest
                    busybox my/app:v1 my/app@D | my/app:v1   |       | false | my/app:v1 my/app@D
                    busybox@D                  | busybox@D   |       | false | busybox@D ID
                    busybox                    | busybox@D   |       | false | busybox:latest ID
                    busybox:one busybox:two    | busybox@D   |       | false | busybox:one busybox:two ID
                    busybox my/app:v1          | busybox@D   |       | false | busybox:latest
                    busybox my/app:v1          | busybox@D   | r     | false | busybox:latest
                    example.test:5000/x:v1 busybox my/app:v1 | ID | | true | busybox:latest my/app:v1 example.test:5000/x:v1 ID
                    """)
    void plans(String names, String asked, String users, boolean force, String steps) {
        RemovalPlan plan = plan(names, asked, users, force);
        List<String> shown = new ArrayList<>();
        for (Step step : plan.steps()) {
            String line = switch (step) {
                case Step.Untag untag -> untag.name().familiar().replace("@" + made.id(), "@D");
                case Step.Delete delete -> delete.image().equals(made.id()) ? "ID" : "another";
            };
            shown.add(line);
            assertThat(step.reason()).isNotBlank();
        }
        assertThat(String.join(" ", shown)).isEqualTo(steps);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
                    busybox                 | busybox   | r  | false | busybox:latest (must be forced) - container 608947fd9468 is using its referenced image IDSHORT
                    busybox                 | busybox   | s  | false | busybox:latest (must be forced) - container 04b1213ec855 is using its referenced image IDSHORT
                    busybox                 | ID        | r  | false | IDSHORT (cannot be forced) - image is being used by running container 608947fd9468
                    busybox                 | ID        | r  | true  | IDSHORT (cannot be forced) - image is being used by running container 608947fd9468
                    busybox                 | ID        | sr | true  | IDSHORT (cannot be forced) - image is being used by running container 608947fd9468
                    busybox                 | ID        | s  | false | IDSHORT (must be forced) - image is being used by stopped container 04b1213ec855
                    ~~                      | ID        | s  | false | IDSHORT (must be forced) - image is being used by stopped container 04b1213ec855
                    busybox my/app:v1       | ID        | ~~ | false | IDSHORT (must be forced) - image is referenced in multiple repositories
                    busybox busybox:two     | ID        | ~~ | false | IDSHORT (must be forced) - image is referenced in multiple repositories
                    busybox my/app:v1       | ID        | s  | false | IDSHORT (must be forced) - image is being used by stopped container 04b1213ec855
                    busybox                 | busybox@D | r  | true  | IDSHORT (cannot be forced) - image is being used by running container 608947fd9468
                    busybox                 | busybox@D | s  | false | IDSHORT (must be forced) - image is being used by stopped container 04b1213ec855
                    """)
    void refuses(String names, String asked, String users, boolean force, String message) {
        assertThatThrownBy(() -> plan(names, asked, users, force))
                .isInstanceOf(Conflict.class)
                .hasMessage("conflict: unable to delete "
                        + message.replace("IDSHORT", made.id().shortHex()));
    }

    private RemovalPlan plan(String names, String asked, String users, boolean force) {
        String[] all = Arrays.stream((names == null ? "" : names).split(" "))
                .filter(name -> !name.isEmpty())
                .map(this::resolvable)
                .toArray(String[]::new);
        Image image = made.named(all);
        Resolved resolved = ImageResolver.resolve(FakeImageTable.of(image), resolvable(asked));
        return RemovalPlan.of(resolved, users(users), force);
    }

    private String resolvable(String text) {
        return switch (text) {
            case "ID" -> made.id().toString();
            case "IDSHORT" -> made.id().shortHex();
            default -> text.replace("@D", "@" + made.id());
        };
    }

    private static List<ImageUsers.User> users(String letters) {
        return (letters == null ? "" : letters)
                .chars()
                .mapToObj(c -> new ImageUsers.User(c == 'r' ? RUNNING : STOPPED, c == 'r'))
                .toList();
    }
}
