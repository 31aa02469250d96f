import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.ClassFile.StackMapsOption;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Raises the class files of a jar, in place, to the version of Java 17. The JDK's AOT cache leaves out classes older than
 * version 50, which have no stack maps, and verifies them anew at each start.
 */
final class UpgradeClassFiles {
    private static final int JAVA_17 = 61;

    public static void main(String[] args) throws IOException {
        ClassFile format = ClassFile.of(StackMapsOption.GENERATE_STACK_MAPS);
        try (FileSystem jar = FileSystems.newFileSystem(Path.of(args[0]))) {
            for (Path file : classFiles(jar.getPath("/"))) {
                Files.write(file, upgrade(format, Files.readAllBytes(file)));
            }
        }
    }

    private static List<Path> classFiles(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(f -> f.toString().endsWith(".class"))
                    .filter(f -> !f.endsWith("module-info.class"))
                    .toList();
        }
    }

    private static byte[] upgrade(ClassFile format, byte[] bytes) {
        var model = format.parse(bytes);
        if (model.majorVersion() >= JAVA_17) {
            return bytes;
        }
        return format.transformClass(
                model, ClassTransform.ACCEPT_ALL.andThen(ClassTransform.endHandler(b -> b.withVersion(JAVA_17, 0))));
    }
}
