package io.berth.io;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The system call statx(2), for the one number that the JDK does not tell: how many blocks a file takes. Its struct is
 * the same on every architecture.
 */
final class Statx {
    private static final int AT_FDCWD = -100;
    private static final int STATX_SIZE_AND_BLOCKS = 0x200 | 0x400;
    private static final int STRUCT_BYTES = 256;
    private static final int SIZE_OFFSET = 40;
    private static final int BLOCKS_OFFSET = 48;
    private static final int BLOCK_BYTES = 512;
    private static final int ENOENT = 2;

    private static final StructLayout STATE = Linker.Option.captureStateLayout();
    private static final long ERRNO_OFFSET = STATE.byteOffset(PathElement.groupElement("errno"));
    private static final MethodHandle STATX = statx();

    private Statx() {}

    /** Follows links; empty where nothing is there. */
    static Optional<Disk.Stat> of(Path file) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(STATE);
            MemorySegment struct = arena.allocate(STRUCT_BYTES, 8);
            if (call(state, arena.allocateFrom(file.toString()), struct) == 0) {
                long size = struct.get(ValueLayout.JAVA_LONG, SIZE_OFFSET);
                long blocks = struct.get(ValueLayout.JAVA_LONG, BLOCKS_OFFSET);
                return Optional.of(new Disk.Stat(size, blocks * BLOCK_BYTES));
            }
            int errno = state.get(ValueLayout.JAVA_INT, ERRNO_OFFSET);
            if (errno == ENOENT) {
                return Optional.empty();
            }
            throw new IOException("statx " + file + ": errno " + errno);
        }
    }

    private static int call(MemorySegment state, MemorySegment path, MemorySegment struct) {
        try {
            return (int) STATX.invokeExact(state, AT_FDCWD, path, 0, STATX_SIZE_AND_BLOCKS, struct);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    @SuppressWarnings("restricted") // a signature out of the manual page
    private static MethodHandle statx() {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(
                linker.defaultLookup().findOrThrow("statx"),
                FunctionDescriptor.of(
                        ValueLayout.JAVA_INT,
                        ValueLayout.JAVA_INT,
                        ValueLayout.ADDRESS,
                        ValueLayout.JAVA_INT,
                        ValueLayout.JAVA_INT,
                        ValueLayout.ADDRESS),
                Linker.Option.captureCallState("errno"));
    }
}
