package io.berth.trust;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.io.Limits;
import io.berth.oci.Digest;
import io.berth.oci.Repository;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is told of signatures that do not count: they are an outsider's words. */
class SignatureCheckTest {
    private final SignatureCheck check = new SignatureCheck(
            new Rule.Signed(List.of(), 1, new SignedName.Any()), Repository.parse("redis"), Digest.of(new byte[0]));

    @Test
    void soManyReasonsAreToldAndNoMore() {
        for (int i = 0; i < Limits.SIGNATURE_REASONS_MAX + 1; i++) {
            check.refuse("reason " + i);
        }
        assertThat(check.why())
                .isEqualTo(IntStream.range(0, Limits.SIGNATURE_REASONS_MAX)
                        .mapToObj(i -> "reason " + i)
                        .collect(Collectors.joining("; ", "and ", "")));
    }

    @Test
    void longReasonIsCut() {
        String most = "x".repeat(Limits.SIGNATURE_REASON_LENGTH_MAX);
        check.refuse(most);
        check.refuse(most + "y");
        assertThat(check.why()).isEqualTo("and " + most + "; " + most + "…");
    }
}
