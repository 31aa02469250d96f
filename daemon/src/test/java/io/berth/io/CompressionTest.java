package io.berth.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.airlift.compress.v3.zstd.ZstdOutputStream;
import io.berth.problem.Problem.Corrupt;
import io.berth.problem.Problem.TooLarge;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.zip.CRC32;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

class CompressionTest {
    private static final byte[] BYTES = bytes();

    private static byte[] bytes() {
        byte[] bytes = new byte[300_000];
        new Random(7).nextBytes(bytes);
        Arrays.fill(bytes, 1000, 250_000, (byte) 'a');
        return bytes;
    }

    private static OutputStream packer(Compression compression, OutputStream out) throws IOException {
        return switch (compression) {
            case NONE -> out;
            case GZIP -> new GZIPOutputStream(out);
            case BZIP2 -> new BZip2CompressorOutputStream(out);
            case XZ -> new XZOutputStream(out, new LZMA2Options());
            case ZSTD -> new ZstdOutputStream(out);
        };
    }

    private static byte[] packed(Compression compression, byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (OutputStream packer = packer(compression, out)) {
            packer.write(bytes);
        }
        return out.toByteArray();
    }

    private static byte[] unpacked(InputStream packed) throws IOException {
        try (InputStream in = Compression.unpack(packed)) {
            return in.readAllBytes();
        }
    }

    private static byte[] unpacked(byte[] packed) throws IOException {
        return unpacked(new ByteArrayInputStream(packed));
    }

    /** As a connection gives bytes: a few at a time, and never telling how many are there. */
    private static InputStream dripping(byte[] bytes) {
        return new FilterInputStream(new ByteArrayInputStream(bytes)) {
            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                return super.read(target, offset, Math.min(length, 777));
            }

            @Override
            public int available() {
                return 0;
            }
        };
    }

    private static byte[] joined(byte[] a, byte[] b) {
        byte[] both = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, both, a.length, b.length);
        return both;
    }

    @ParameterizedTest
    @EnumSource
    void whatIsPackedIsUnpackedWhoeverSaysHow(Compression compression) throws IOException {
        byte[] packed = packed(compression, BYTES);
        assertThat(Compression.of(packed, Compression.MAGIC_BYTES)).isEqualTo(compression);
        assertThat(unpacked(dripping(packed))).isEqualTo(BYTES);
        assertThat(unpacked(packed(compression, new byte[0]))).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void streamsBehindOneAnotherAreOne(Compression compression) throws IOException {
        byte[] packed = packed(compression, BYTES);
        assertThat(unpacked(dripping(joined(packed, packed)))).isEqualTo(joined(BYTES, BYTES));
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void aStreamThatEndsInTheMiddleIsCalledSo(Compression compression) throws IOException {
        byte[] packed = packed(compression, BYTES);
        for (int length : new int[] {packed.length - 1, packed.length / 2, 10}) {
            byte[] cut = Arrays.copyOf(packed, length);
            assertThatThrownBy(() -> unpacked(cut)).isInstanceOf(Corrupt.class);
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void damageIsFound(Compression compression) throws IOException {
        byte[] packed = packed(compression, BYTES);
        for (int at : new int[] {packed.length / 2, packed.length - 5}) {
            byte[] damaged = packed.clone();
            damaged[at] ^= 0x55;
            assertThatThrownBy(() -> assertThat(unpacked(damaged)).isEqualTo(BYTES))
                    .isInstanceOf(Corrupt.class);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aFailureOfTheSourceIsNoDamage(Compression compression) throws IOException {
        byte[] packed = packed(compression, BYTES);
        InputStream broken = new FilterInputStream(new ByteArrayInputStream(packed)) {
            private int left = packed.length / 2;

            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                if (left == 0) {
                    throw new IOException("the client is gone");
                }
                int read = super.read(target, offset, Math.min(length, left));
                left -= read;
                return read;
            }
        };
        assertThatThrownBy(() -> unpacked(broken))
                .isExactlyInstanceOf(IOException.class)
                .hasMessage("the client is gone");
    }

    @Test
    void shortTextIsNotPacked() throws IOException {
        assertThat(unpacked("BZ".getBytes(StandardCharsets.UTF_8))).isEqualTo("BZ".getBytes(StandardCharsets.UTF_8));
        assertThat(unpacked(new byte[0])).isEmpty();
    }

    @Test
    void whatXzTakesIsBounded() throws IOException {
        assertThat(unpacked(xz(28))).isEqualTo(BYTES); // 64 MiB, as xz -9 says
        byte[] beyond = xz(29); // 96 MiB
        assertThat(96 << 20).isGreaterThan(Limits.XZ_MEMORY_BYTES_MAX);
        assertThatThrownBy(() -> unpacked(beyond)).isInstanceOf(TooLarge.class).hasMessageStartingWith("xz: ");
    }

    /** A stream whose header says that it needs such a dictionary, in the format's notation (xz-file-format 5.3.1). */
    private static byte[] xz(int dictionary) throws IOException {
        byte[] packed = packed(Compression.XZ, BYTES);
        int length = (packed[12] + 1) * 4;
        packed[12 + 4] = (byte) dictionary;
        CRC32 crc = new CRC32();
        crc.update(packed, 12, length - 4);
        ByteBuffer.wrap(packed).order(ByteOrder.LITTLE_ENDIAN).putInt(12 + length - 4, (int) crc.getValue());
        return packed;
    }

    @Test
    void soManyStreamsOfXzAreUnpackedAtOnce() throws Exception {
        byte[] packed = packed(Compression.XZ, BYTES);
        InputStream[] open = new InputStream[Limits.XZ_STREAMS_MAX];
        for (int i = 0; i < open.length; i++) {
            open[i] = Compression.unpack(new ByteArrayInputStream(packed));
            assertThat(open[i].read()).isEqualTo(BYTES[0] & 0xff);
        }
        CountDownLatch done = new CountDownLatch(1);
        Thread.ofPlatform().start(() -> {
            try {
                unpacked(packed);
                done.countDown();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        assertThat(unpacked(packed(Compression.GZIP, BYTES))).isEqualTo(BYTES);
        assertThat(done.getCount()).isOne();
        for (InputStream one : open) {
            one.close();
        }
        done.await();
    }
}
