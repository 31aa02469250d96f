package io.berth.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SystemCheckTest extends CommandTest {
    private static final String CHECK = "POST /v1.52/berth/system/check";

    private static String fault(boolean repaired, String from, String reason) {
        return "{\"Fault\":{\"Kind\":\"damaged\",\"Digest\":\"sha256:ab\",\"Text\":\"blob sha256:ab is damaged\",\"Repaired\":"
                + repaired + ",\"From\":\"" + from + "\",\"Reason\":\"" + reason + "\"}}\n";
    }

    private static String summary(int faults, int repaired) {
        return "{\"Summary\":{\"Blobs\":3,\"BytesRead\":1500,\"Faults\":" + faults + ",\"Repaired\":" + repaired
                + "}}\n";
    }

    @Test
    void aSoundStore() {
        fake.answer(CHECK + "?deep=1&limit-rate=5m", "{\"Progress\":{\"Current\":1,\"Total\":2}}\n" + summary(0, 0));
        assertThat(console.run("system", "check", "--deep", "--limit-rate", "5m"))
                .isZero();
        assertThat(console.out()).isEqualTo("3 blobs, 1.5kB read: 0 faults\n");
    }

    @Test
    void aFaultFailsWhereNoRepairIsWanted() {
        fake.answer(CHECK, fault(false, "", "") + summary(1, 0));
        assertThat(console.run("system", "check")).isEqualTo(1);
        assertThat(console.out()).isEqualTo("blob sha256:ab is damaged\n3 blobs, 1.5kB read: 1 fault\n");
    }

    @Test
    void whatIsRepairedIsTold() {
        fake.answer("GET /v1.52/images/json", "[]");
        fake.answer(CHECK + "?repair=1", fault(true, "redis", "") + fault(true, "", "") + summary(2, 2));
        assertThat(console.run("system", "check", "--repair")).isZero();
        assertThat(console.out()).isEqualTo("""
                        blob sha256:ab is damaged: repaired from redis
                        blob sha256:ab is damaged: repaired
                        3 blobs, 1.5kB read: 2 faults, 2 repaired
                        """);
    }

    @Test
    void whatCannotBeRepairedFails() {
        fake.answer("GET /v1.52/images/json", "[]");
        fake.answer(CHECK + "?repair=1", fault(false, "", "redis: not found") + summary(1, 0));
        assertThat(console.run("system", "check", "--repair")).isEqualTo(1);
        assertThat(console.out()).contains("is damaged: not repaired: redis: not found\n");
    }

    @Test
    void anErrorInTheMiddleAndAStreamThatEndsEarlyFail() {
        fake.answer(CHECK, "{\"error\":\"cancelled\",\"errorDetail\":{\"message\":\"cancelled\"}}\n");
        assertThat(console.run("system", "check")).isEqualTo(1);
        assertThat(console.err()).isEqualTo("cancelled\n");
        fake.answer(CHECK, fault(false, "", ""));
        assertThat(console.run("system", "check")).isEqualTo(1);
        assertThat(console.err()).isEqualTo("the daemon ended the check early\n");
    }
}
