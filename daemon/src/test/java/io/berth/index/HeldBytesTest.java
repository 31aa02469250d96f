package io.berth.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.oci.Descriptor;
import io.berth.oci.Digest;
import io.berth.oci.Platform;
import io.berth.oci.Reference;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HeldBytesTest {
    private static final Digest DIGEST = Digest.of(new byte[0]);
    private static final long PLAIN = of(Map.of());

    private static long of(Map<String, String> labels) {
        Descriptor target = Descriptor.of("application/vnd.oci.image.manifest.v1+json", DIGEST, 1);
        ManifestFacts manifest = new ManifestFacts(
                target, true, ManifestFacts.Kind.IMAGE, Platform.host(), DIGEST, null, labels, 1, null);
        return HeldBytes.of(new ImageFacts(target, List.of(manifest), Set.of(DIGEST), List.of()));
    }

    /** README says so: 40,000 of them have room in a heap of 256 MB. */
    @Test
    void anImageOfTwentyLabelsTakesFourThousandBytes() {
        Map<String, String> labels = new HashMap<>();
        for (int i = 10; i < 30; i++) {
            labels.put("org.example.label-" + i, "value " + i + " of image 1234");
        }
        long image = of(labels) + HeldBytes.of(Reference.parse("127.0.0.1:5000/gen/7:1234"));
        assertThat(image).isBetween(3_500L, 4_200L);
        assertThat(TableBound.ofHeap(256L << 20).images() / image).isGreaterThanOrEqualTo(40_000);
    }

    @Test
    void aLabelIsThereTwiceAsTextAndAsJson() {
        long large = 1 << 20;
        assertThat(of(Map.of("a", "x".repeat(1 << 20))) - PLAIN).isBetween(2 * large, 2 * large + 100);
    }

    @Test
    void whatIsLongerInMemoryOrAsJsonIsCountedSo() {
        long many = 1000;
        assertThat(of(Map.of("a", "\1".repeat(1000))) - PLAIN).isBetween(7 * many, 7 * many + 100);
        assertThat(of(Map.of("a", "\"".repeat(1000))) - PLAIN).isBetween(3 * many, 3 * many + 100);
        assertThat(of(Map.of("a", "é".repeat(1000))) - PLAIN).isBetween(3 * many, 3 * many + 100);
        assertThat(of(Map.of("a", "漢".repeat(1000))) - PLAIN).isBetween(5 * many, 5 * many + 100);
    }
}
