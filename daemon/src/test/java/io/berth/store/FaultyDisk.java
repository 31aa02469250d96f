package io.berth.store;

import io.berth.io.Disk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The real disk, until its n-th change: that one fails, or it and all later ones are not done any more, as if the process
 * had died. Remembers what was not forced, so that a power failure can take it back.
 */
public final class FaultyDisk implements Disk {
    /** The process is dead. */
    public static final class Stopped extends RuntimeException {
        Stopped() {
            super("stopped", null, false, false);
        }
    }

    public enum Fault {
        NONE,
        FAIL,
        STOP
    }

    /** What forcing any of the directories would make final: a journal commits both sides of a move. */
    private record Undo(Set<Path> directories, Action action) {}

    private interface Action {
        void run() throws IOException;
    }

    private final Path shadow;
    private final Map<Path, Long> forced = new HashMap<>();
    private final List<Undo> names = new ArrayList<>();
    private long countdown = -1;
    private Fault fault = Fault.NONE;
    private boolean stopped;
    private boolean struck;
    private boolean full;
    private int shadows;

    /** @param shadow a directory for what was deleted and might have to come back */
    public FaultyDisk(Path shadow) {
        this.shadow = shadow;
    }

    public synchronized void arm(Fault next, int operations) {
        fault = next;
        countdown = next == Fault.NONE ? -1 : operations;
        struck = false;
    }

    public synchronized void disarm() {
        fault = Fault.NONE;
        countdown = -1;
    }

    public synchronized boolean hasStruck() {
        return struck;
    }

    synchronized boolean isStopped() {
        return stopped;
    }

    /** From now on nothing more fits, or all does. */
    public synchronized void full(boolean on) {
        full = on;
    }

    private synchronized boolean isFull() {
        return full;
    }

    /** Counts one change; {@code true} where it is the one that fails. Throws where the process is dead. */
    synchronized boolean strikes() {
        if (stopped) {
            throw new Stopped();
        }
        if (countdown < 0 || countdown-- > 0) {
            return false;
        }
        countdown = -1;
        struck = true;
        if (fault == Fault.STOP) {
            stopped = true;
        }
        return true;
    }

    private void step(String what) throws IOException {
        if (strikes()) {
            if (isStopped()) {
                throw new Stopped();
            }
            throw new IOException("injected: " + what);
        }
    }

    /** The power was cut: bytes and names that were not forced are as they were, or not. */
    synchronized void losePower(Random random) throws IOException {
        for (Undo undo : names.reversed()) {
            undo.action().run();
        }
        names.clear();
        for (Map.Entry<Path, Long> file : forced.entrySet()) {
            if (Files.exists(file.getKey())) {
                long size = Files.size(file.getKey());
                long lost = size - file.getValue();
                if (lost > 0) {
                    file.getKey().toFile().setWritable(true);
                    try (FileChannel channel = FileChannel.open(file.getKey(), StandardOpenOption.WRITE)) {
                        channel.truncate(file.getValue() + random.nextLong(lost + 1));
                    }
                }
            }
        }
    }

    /** The process that comes next. */
    synchronized void revive() {
        stopped = false;
        disarm();
        names.clear();
        forced.clear();
    }

    @Override
    public FileChannel read(Path file) throws IOException {
        if (isStopped()) {
            throw new Stopped();
        }
        return REAL.read(file);
    }

    @Override
    public Output append(Path file) throws IOException {
        step("open");
        Output out = REAL.append(file);
        synchronized (this) {
            forced.putIfAbsent(file, out.position());
        }
        return new FaultyOutput(file, out);
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        step("rename");
        Path old = Files.exists(to) ? keep(to) : null;
        REAL.rename(from, to);
        synchronized (this) {
            Long durable = forced.remove(from);
            if (durable != null) {
                forced.put(to, durable);
            } else {
                forced.remove(to);
            }
            names.add(new Undo(Set.of(from, to).stream().map(Path::getParent).collect(Collectors.toSet()), () -> {
                if (Files.exists(to)) {
                    Files.move(to, from);
                }
                if (old != null) {
                    Files.copy(old, to);
                }
                Long moved = forced.remove(to);
                if (moved != null) {
                    forced.put(from, moved);
                }
            }));
        }
    }

    private Path keep(Path file) throws IOException {
        Path kept = shadow.resolve(Integer.toString(shadows++));
        if (Files.isRegularFile(file)) {
            Files.copy(file, kept);
        }
        return kept;
    }

    @Override
    public boolean delete(Path file) throws IOException {
        step("delete");
        if (!Files.exists(file)) {
            return false;
        }
        Path old = keep(file);
        REAL.delete(file);
        synchronized (this) {
            forced.remove(file);
            names.add(new Undo(Set.of(file.getParent()), () -> {
                if (Files.exists(old) && !Files.exists(file)) {
                    Files.copy(old, file);
                }
            }));
        }
        return true;
    }

    @Override
    public void forceDirectory(Path directory) throws IOException {
        step("force directory");
        REAL.forceDirectory(directory);
        synchronized (this) {
            names.removeIf(undo -> undo.directories().contains(directory));
        }
    }

    @Override
    public void readOnly(Path file, boolean on) throws IOException {
        step("mode");
        REAL.readOnly(file, on);
    }

    @Override
    public List<Path> list(Path directory) throws IOException {
        return REAL.list(directory);
    }

    @Override
    public Optional<Stat> stat(Path file) throws IOException {
        if (isStopped()) {
            throw new Stopped();
        }
        return REAL.stat(file);
    }

    @Override
    public long free(Path directory) throws IOException {
        return isFull() ? 0 : REAL.free(directory);
    }

    private final class FaultyOutput implements Output {
        private final Path file;
        private final Output out;

        FaultyOutput(Path file, Output out) {
            this.file = file;
            this.out = out;
        }

        @Override
        public long position() throws IOException {
            return out.position();
        }

        @Override
        public void write(ByteBuffer bytes) throws IOException {
            if (isFull()) {
                throw new IOException("No space left on device");
            }
            if (strikes()) {
                ByteBuffer half = bytes.duplicate().limit(bytes.position() + bytes.remaining() / 2);
                out.write(half);
                if (isStopped()) {
                    throw new Stopped();
                }
                throw new IOException("injected: write");
            }
            out.write(bytes);
        }

        @Override
        public void truncate(long size) throws IOException {
            step("truncate");
            out.truncate(size);
            synchronized (FaultyDisk.this) {
                forced.merge(file, size, Math::min);
            }
        }

        @Override
        public void force() throws IOException {
            step("force");
            long size = out.position();
            out.force();
            synchronized (FaultyDisk.this) {
                forced.put(file, size);
            }
        }

        @Override
        public void close() throws IOException {
            out.close();
        }
    }
}
