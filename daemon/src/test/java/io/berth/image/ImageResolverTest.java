package io.berth.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.index.Image;
import io.berth.problem.Problem.InvalidParameter;
import io.berth.problem.Problem.NotFound;
import io.berth.testing.FakeImageTable;
import io.berth.testing.RandomImage;
import io.berth.testing.RandomImages;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageResolverTest {
    private final RandomImages random = new RandomImages(1);
    private final RandomImage made = random.image();
    private final Image image = made.named("busybox", "my/app:v1", "127.0.0.1:5600/library/busybox:1.35");
    private final Image other = random.image().named("other");
    private final FakeImageTable images = FakeImageTable.of(image, other);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "busybox",
                "busybox:latest",
                "library/busybox",
                "docker.io/library/busybox:latest",
                "index.docker.io/busybox",
                "my/app:v1",
                "127.0.0.1:5600/library/busybox:1.35"
            })
    void everyFormOfANameIsItsName(String text) {
        assertThat(ImageResolver.resolve(images, text)).isInstanceOf(Resolved.ByName.class);
        assertThat(ImageResolver.resolve(images, text).image()).isSameAs(image);
    }

    @Test
    void idIsTakenInFullAndFromFourDigitsOn() {
        String hex = image.id().hex();
        for (String text : new String[] {hex, "sha256:" + hex, hex.substring(0, 12), hex.substring(0, 4)}) {
            assertThat(ImageResolver.resolve(images, text)).isEqualTo(new Resolved.ById(image));
        }
        assertThat(ImageResolver.resolve(images, "sha256:" + hex.substring(0, 5))
                        .image())
                .isSameAs(image);
    }

    @Test
    void threeDigitsAreAName() {
        String text = image.id().hex().substring(0, 3);
        assertThatThrownBy(() -> ImageResolver.resolve(images, text)).hasMessage("No such image: " + text + ":latest");
    }

    @Test
    void configDigestResolvesInFull() {
        String config = String.valueOf(made.facts().config());
        assertThat(ImageResolver.resolve(images, config)).isEqualTo(new Resolved.ById(image));
    }

    @Test
    void digestNeedsANameInItsRepository() {
        String digest = "@" + image.id();
        assertThat(ImageResolver.resolve(images, "busybox" + digest)).isInstanceOf(Resolved.ByDigest.class);
        assertThat(ImageResolver.resolve(images, "busybox:nosuch" + digest).image())
                .isSameAs(image);
        assertThatThrownBy(() -> ImageResolver.resolve(images, "nosuch" + digest))
                .isInstanceOf(NotFound.class)
                .hasMessage("No such image: nosuch" + digest);
    }

    @Test
    void nameWinsOverAnIdThatBeginsAlike() {
        String prefix = image.id().hex().substring(0, 8);
        Image named = random.image().named(prefix);
        FakeImageTable both = FakeImageTable.of(image, named);
        assertThat(ImageResolver.resolve(both, prefix).image()).isSameAs(named);
    }

    @Test
    void prefixOfSeveralIsAmbiguous() {
        Map<String, Image> byPrefix = new HashMap<>();
        Image first = null;
        Image second = image;
        for (int i = 0; first == null; i++) {
            second = random.image(RandomImages.wish().layers(0).created("2025-01-01T00:00:00." + i + "Z"))
                    .named();
            first = byPrefix.put(second.id().hex().substring(0, 4), second);
        }
        FakeImageTable twins = FakeImageTable.of(first, second);
        String prefix = second.id().hex().substring(0, 4);
        for (String text : List.of(prefix, "sha256:" + prefix)) {
            assertThatThrownBy(() -> ImageResolver.resolve(twins, text))
                    .isInstanceOf(NotFound.class)
                    .hasMessage("ambiguous reference");
        }
        assertThat(ImageResolver.resolve(twins, second.id().hex()).image()).isSameAs(second);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    nosuch        | No such image: nosuch:latest
                    busybox:nosuch| No such image: busybox:nosuch
                    0123456789ab  | No such image: 0123456789ab:latest
                    sha256:0000000000000000000000000000000000000000000000000000000000000000 | No such image: sha256:0000000000000000000000000000000000000000000000000000000000000000
                    0000000000000000000000000000000000000000000000000000000000000000 | No such image: sha256:0000000000000000000000000000000000000000000000000000000000000000
                    127.0.0.1:5600/library/nosuch:x | No such image: 127.0.0.1:5600/library/nosuch:x
                    """)
    void absentIsNotFoundByItsFamiliarName(String text, String message) {
        assertThatThrownBy(() -> ImageResolver.resolve(images, text))
                .isInstanceOf(NotFound.class)
                .hasMessage(message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    BUSYBOX           | invalid reference format: repository name (library/BUSYBOX) must be lowercase
                    B1C29BF887C2      | invalid reference format: repository name (library/B1C29BF887C2) must be lowercase
                    busybox@sha256:12 | invalid reference format
                    busybox:!x        | invalid reference format
                    <none>            | invalid reference format
                    a b               | invalid reference format
                    """)
    void whatIsNoNameIsRefused(String text, String message) {
        assertThatThrownBy(() -> ImageResolver.resolve(images, text))
                .isInstanceOf(InvalidParameter.class)
                .hasMessage(message);
    }
}
