package io.berth.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LabelsTest {
    @Test
    void isTheMapThatItWasMadeOf() {
        Random random = new Random(5);
        for (int round = 0; round < 200; round++) {
            Map<String, String> map = new HashMap<>();
            for (int i = random.nextInt(30); i > 0; i--) {
                map.put(text(random), text(random));
            }
            Labels labels = Labels.copyOf(map);
            assertThat(labels.entrySet()).isEqualTo(map.entrySet());
            assertThat(labels).isEqualTo(map).hasSameHashCodeAs(map).isEqualTo(Labels.copyOf(new HashMap<>(labels)));
            map.forEach((key, value) -> assertThat(labels.get(key)).isEqualTo(value));
        }
    }

    /** Few letters, so that keys begin and end with one another; some beyond Latin-1, a lone surrogate, nothing at all. */
    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(4); i > 0; i--) {
            text.append("ab\0é漢\ud83d".charAt(random.nextInt(6)));
        }
        return text.toString();
    }

    @Test
    void whatIsNotAKeyIsNotFound() {
        Labels labels = Labels.copyOf(Map.of("ab", "cd", "e", "", "", "x"));
        assertThat(List.of("a", "b", "abc", "cd", "abcd", "x"))
                .noneMatch(labels::containsKey)
                .allMatch(text -> labels.get(text) == null);
        assertThat(labels.containsKey("")).isTrue();
        assertThat(labels.get("e")).isEmpty();
        assertThat(Labels.copyOf(Map.of())).isEmpty();
    }

    @Test
    void keysComeInTheirOrder() {
        assertThat(Labels.copyOf(Map.of("b", "1", "a", "2", "c", "3")).keySet()).containsExactly("a", "b", "c");
    }

    @Test
    void itsOwnCopyIsItself() {
        Labels labels = Labels.copyOf(Map.of("a", "b"));
        assertThat(Labels.copyOf(labels)).isSameAs(labels);
    }
}
