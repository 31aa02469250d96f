package io.berth.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.io.TarReader.Kind;
import io.berth.io.TarReader.Member;
import io.berth.problem.Problem.Corrupt;
import io.berth.problem.Problem.TooLarge;
import io.berth.problem.Problem.Unsupported;
import io.berth.testing.TestTar;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TarReaderTest {
    private static List<Member> members(byte[] archive) throws IOException {
        return members(new ByteArrayInputStream(archive));
    }

    private static List<Member> members(InputStream archive) throws IOException {
        TarReader tar = new TarReader(archive);
        List<Member> all = new ArrayList<>();
        for (Member one = tar.next(); one != null; one = tar.next()) {
            all.add(one);
        }
        return all;
    }

    private static Member file(String name, long size) {
        return new Member(name, Kind.FILE, "", size);
    }

    @Test
    void whatTarStreamWritesIsRead() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        TarStream tar = new TarStream(out);
        String deep = "d/".repeat(80) + "f";
        tar.directory("blobs", 0755);
        tar.file("blobs/one", 0444, new byte[1000]);
        tar.file(deep, 0444, "text".getBytes(StandardCharsets.UTF_8));
        tar.finish();
        assertThat(members(out.toByteArray()))
                .containsExactly(new Member("blobs/", Kind.DIRECTORY, "", 0), file("blobs/one", 1000), file(deep, 4));
    }

    @Test
    void aFileIsReadToItsEndAndNoFurther() throws IOException {
        TarReader tar = new TarReader(new ByteArrayInputStream(
                new TestTar().file("a", "one").file("b", "two").bytes()));
        tar.next();
        byte[] bytes = new byte[10];
        assertThat(tar.read(bytes, 0, 10)).isEqualTo(3);
        assertThat(new String(bytes, 0, 3, StandardCharsets.UTF_8)).isEqualTo("one");
        assertThat(tar.read(bytes, 0, 10)).isEqualTo(-1);
        assertThat(tar.next()).isEqualTo(file("b", 3));
    }

    @Test
    void headersOfEveryDialectAreRead() throws IOException {
        byte[] prefixed = TestTar.header('0', "name", "", 0);
        System.arraycopy("the/prefix".getBytes(StandardCharsets.US_ASCII), 0, prefixed, 345, 10);
        byte[] v7 = TestTar.header('\0', "old", "", 0);
        Arrays.fill(v7, 257, 265, (byte) 0);
        byte[] archive = new TestTar()
                .raw(TestTar.sealed(prefixed))
                .raw(TestTar.sealed(v7))
                .member('L', "././@LongLink", "", "a name by GNU\0".getBytes(StandardCharsets.UTF_8))
                .member('K', "././@LongLink", "", "a target by GNU\0".getBytes(StandardCharsets.UTF_8))
                .symlink("short", "short")
                .member('g', "pax", "", "16 path=ignored\n".getBytes(StandardCharsets.UTF_8))
                .pax("path", "a name by pax")
                .pax("linkpath", "a target by pax")
                .hardLink("short", "short")
                .member('3', "null", "", new byte[0])
                .unended();
        assertThat(members(archive))
                .containsExactly(
                        file("the/prefix/name", 0),
                        file("old", 0),
                        new Member("a name by GNU", Kind.SYMLINK, "a target by GNU", 0),
                        new Member("a name by pax", Kind.HARDLINK, "a target by pax", 0),
                        new Member("null", Kind.OTHER, "", 0));
    }

    @Test
    void sizesBeyondOctalAreRead() throws IOException {
        byte[] binary = TestTar.header('0', "huge", "", 0);
        System.arraycopy(new byte[] {(byte) 0x80, 0, 0, 0, 0, 0, 0, 0x10, 0, 0, 0, 0}, 0, binary, 124, 12);
        TarReader byGnu = new TarReader(new ByteArrayInputStream(TestTar.sealed(binary)));
        assertThat(byGnu.next()).isEqualTo(file("huge", 0x10_0000_0000L));
        byte[] pax = new TestTar()
                .pax("size", "99999999999")
                .raw(TestTar.header('0', "huge", "", 0))
                .unended();
        assertThat(new TarReader(new ByteArrayInputStream(pax)).next()).isEqualTo(file("huge", 99_999_999_999L));
    }

    @Test
    void anEndWithoutMarkerAndBytesBehindTheMarkerAreFine() throws IOException {
        assertThat(members(new byte[0])).isEmpty();
        assertThat(members(new TestTar().file("a", "x").unended())).hasSize(1);
        assertThat(members(new TestTar()
                        .file("a", "x")
                        .raw(new byte[1024])
                        .raw(new byte[] {1})
                        .unended()))
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"negative", "checksum", "letters", "text", "pax-length", "pax-size", "one-zero-block"})
    void aBadHeaderIsRefused(String how) {
        byte[] block = TestTar.header('0', "x", "", 0);
        byte[] archive = switch (how) {
            case "negative" -> {
                Arrays.fill(block, 124, 136, (byte) 0xff);
                yield TestTar.sealed(block);
            }
            case "checksum" -> {
                block[0]++;
                yield block;
            }
            case "letters" -> {
                block[126] = 'x';
                yield TestTar.sealed(block);
            }
            case "text" -> "no archive at all ".repeat(100).getBytes(StandardCharsets.UTF_8);
            case "pax-length" ->
                new TestTar()
                        .member('x', "pax", "", "99 path=x\n".getBytes(StandardCharsets.UTF_8))
                        .file("a", "")
                        .bytes();
            case "pax-size" -> new TestTar().pax("size", "-5").file("a", "").bytes();
            default -> new TestTar().raw(new byte[512]).file("a", "").bytes();
        };
        assertThatThrownBy(() -> members(archive))
                .isInstanceOf(Corrupt.class)
                .hasMessage("archive/tar: invalid tar header");
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 512, 600, 1023})
    void anArchiveThatEndsInTheMiddleIsCalledSo(int length) {
        byte[] archive = Arrays.copyOf(new TestTar().file("a", new byte[600]).bytes(), length);
        assertThatThrownBy(() -> members(archive)).isInstanceOf(Corrupt.class).hasMessage("unexpected EOF");
    }

    @Test
    void aHeaderThatDescribesNothingIsAnEndInTheMiddle() {
        byte[] archive = new TestTar().pax("path", "x").unended();
        assertThatThrownBy(() -> members(archive)).isInstanceOf(Corrupt.class).hasMessage("unexpected EOF");
    }

    @Test
    void sparseFilesAreRefused() {
        byte[] byGnu = new TestTar().member('S', "holes", "", new byte[0]).bytes();
        byte[] byPax =
                new TestTar().pax("GNU.sparse.major", "1").file("holes", "").bytes();
        for (byte[] archive : List.of(byGnu, byPax)) {
            assertThatThrownBy(() -> members(archive))
                    .isInstanceOf(Unsupported.class)
                    .hasMessage("archive/tar: a sparse file: \"holes\"");
        }
    }

    @Test
    void namesAreBounded() throws IOException {
        String longest = "n".repeat(Limits.ARCHIVE_NAME_MAX);
        assertThat(members(new TestTar().pax("path", longest).file("x", "").bytes()))
                .containsExactly(file(longest, 0));
        byte[] name = new TestTar().pax("path", longest + 'n').file("x", "").bytes();
        byte[] link =
                new TestTar().pax("linkpath", longest + 'n').symlink("x", "").bytes();
        assertThatThrownBy(() -> members(name)).isInstanceOf(TooLarge.class);
        assertThatThrownBy(() -> members(link)).isInstanceOf(TooLarge.class);
    }

    @Test
    void headersAreBounded() throws IOException {
        int most = Limits.ARCHIVE_HEADER_BYTES_MAX;
        byte[] fits = new TestTar()
                .member('g', "pax", "", new byte[most])
                .file("x", "")
                .bytes();
        assertThat(members(fits)).hasSize(1);
        byte[] beyond = TestTar.header('x', "pax", "", most + 1);
        assertThatThrownBy(() -> members(beyond)).isInstanceOf(TooLarge.class);
    }

    @Test
    void membersAreCounted() throws IOException {
        byte[] one = new TestTar().file("x", "").unended();
        int most = Limits.ARCHIVE_MEMBERS_MAX;
        assertThat(members(repeated(one, most))).hasSize(most);
        assertThatThrownBy(() -> members(repeated(one, most + 1))).isInstanceOf(TooLarge.class);
    }

    private static InputStream repeated(byte[] bytes, int times) {
        return new SequenceInputStream(Collections.enumeration(Collections.nCopies(times, bytes).stream()
                .map(ByteArrayInputStream::new)
                .toList()));
    }
}
