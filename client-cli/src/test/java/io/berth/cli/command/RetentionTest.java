package io.berth.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RetentionTest extends CommandTest {
    private static final String PLAN =
            "{\"Steps\":[{\"In\":\"images\",\"Name\":\"app:1\",\"Id\":\"sha256:0123456789abcdef\","
                    + "\"Removes\":true,\"Reason\":\"unused for 31d\",\"Bytes\":4096}],\"SpaceReclaimed\":4096,\"SpaceUndoable\":0}";
    private static final String TABLE = """
            IN        NAME      IMAGE ID       REMOVED   FREES     REASON
            images    app:1     0123456789ab   whole     4.096kB   unused for 31d
            """;

    @BeforeEach
    void answer() {
        fake.answer("GET /v1.52/berth/retention/plan?rule=unused-for%3D30d&rule=keep-last%3D3", PLAN);
        fake.answer("POST /v1.52/berth/retention/run?rule=unused-for%3D30d&rule=keep-last%3D3", PLAN);
    }

    @Test
    void aPlanSaysWhatGoesAndWhy() {
        assertThat(console.run("retention", "plan", "unused-for=30d", "keep-last=3"))
                .isZero();
        assertThat(console.out()).isEqualTo(TABLE + "Total reclaimable space: 4.096kB\n");
    }

    @Test
    void aRunShowsThePlanAndAsks() {
        assertThat(console.input("n\n").run("retention", "run", "unused-for=30d", "keep-last=3"))
                .isZero();
        assertThat(console.out()).contains(TABLE).contains("Are you sure").doesNotContain("reclaimed");
    }

    @Test
    void aForcedRunDoesNotAsk() {
        assertThat(console.run("retention", "run", "-f", "unused-for=30d", "keep-last=3"))
                .isZero();
        assertThat(console.out()).isEqualTo(TABLE + "Total reclaimed space: 4.096kB\n");
    }

    @Test
    void bytesThatAnUndoWindowHoldsAreTold() {
        fake.answer("GET /v1.52/berth/retention/plan", "{\"Steps\":[],\"SpaceReclaimed\":0,\"SpaceUndoable\":4096}");
        assertThat(console.run("retention", "plan")).isZero();
        assertThat(console.out()).isEqualTo("Total reclaimable space: 0B\nFreed when the undo window ends: 4.096kB\n");
    }
}
