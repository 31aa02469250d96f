package io.berth.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Read back by the tar of this machine. */
class TarStreamTest {
    @TempDir
    private Path directory;

    private String list(ByteArrayOutputStream archive) throws IOException, InterruptedException {
        Path file = Files.write(directory.resolve("a.tar"), archive.toByteArray());
        Process tar = new ProcessBuilder("tar", "--numeric-owner", "-tvf", file.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(tar.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(tar.waitFor()).as(said).isZero();
        return said.replaceAll(" +", " ").replaceAll("1970-01-01 \\S+ ", "");
    }

    @Test
    void directoriesAndFilesOfAnySizeAreRead() throws Exception {
        ByteArrayOutputStream archive = new ByteArrayOutputStream();
        TarStream tar = new TarStream(archive);
        tar.directory("blobs", 0755);
        tar.file("blobs/empty", 0444, new byte[0]);
        tar.file("blobs/block", 0444, new byte[512]);
        tar.file("blobs/more", 0644, new byte[513]);
        tar.finish();
        assertThat(list(archive)).isEqualTo("""
                        drwxr-xr-x 0/0 0 blobs/
                        -r--r--r-- 0/0 0 blobs/empty
                        -r--r--r-- 0/0 512 blobs/block
                        -rw-r--r-- 0/0 513 blobs/more
                        """);
        assertThat(archive.size() % 512).isZero();
    }

    @Test
    void aNameOfAHundredBytesFitsAndALongerOneHasARecord() throws Exception {
        ByteArrayOutputStream archive = new ByteArrayOutputStream();
        TarStream tar = new TarStream(archive);
        String fits = "a".repeat(100);
        String longer = "blobs/sha512/" + "b".repeat(128);
        tar.file(fits, 0444, new byte[1]);
        int before = archive.size();
        tar.file(longer, 0444, new byte[1]);
        tar.finish();
        assertThat(before).isEqualTo(1024);
        assertThat(list(archive)).isEqualTo("-r--r--r-- 0/0 1 " + fits + "\n-r--r--r-- 0/0 1 " + longer + "\n");
    }
}
