package io.berth;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.nio.channels.FileChannel;
import java.nio.file.CopyOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import org.junit.jupiter.api.Test;

/** Holds the floors and the bans. The list of floors below is the only copy of it in code. */
class ArchitectureTest {
    private static final String ROOT = "io.berth";

    /** From the ground up: a package imports only from strictly lower floors, never from its own. */
    private static final List<List<String>> FLOORS = List.of(
            List.of("api", "problem"),
            List.of("oci", "io"),
            List.of("event"),
            List.of("index"),
            List.of("content", "remote"),
            List.of("transfer", "graph", "snapshot", "trust"),
            List.of("image", "registry"),
            List.of("container", "upkeep", "webhook"),
            List.of("server.http"),
            List.of("server.engine", "server.registry"));

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(ROOT);

    @Test
    void packagesImportOnlyFromLowerFloors() {
        List<String> below = new ArrayList<>();
        for (List<String> floor : FLOORS) {
            for (String name : floor) {
                List<String> allowed = new ArrayList<>(below);
                allowed.add(inside(name));
                hold(noClasses()
                        .that()
                        .resideInAPackage(inside(name))
                        .should()
                        .dependOnClassesThat(resideInAPackage(ROOT + "..")
                                .and(resideOutsideOfPackages(allowed.toArray(String[]::new))))
                        .because("a package imports only from lower floors"));
            }
            floor.forEach(name -> below.add(inside(name)));
        }
    }

    @Test
    void everyPackageStandsOnAFloor() {
        List<String> known = new ArrayList<>(List.of(ROOT));
        FLOORS.forEach(floor -> floor.forEach(name -> known.add(inside(name))));
        hold(classes().should().resideInAnyPackage(known.toArray(String[]::new)));
    }

    @Test
    void packagesAreFreeOfCycles() {
        hold(slices().matching(ROOT + ".(**)").should().beFreeOfCycles());
    }

    @Test
    void reactorStaysAtTheEdge() {
        hold(noClasses()
                .that()
                .resideOutsideOfPackages(inside("server.http"), inside("remote.transport"))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("reactor..", "io.netty..", "org.reactivestreams..")
                .because("everything else is plain blocking code"));
    }

    @Test
    void springIsKnownToTheRootAndTheHttpServerAlone() {
        hold(noClasses()
                .that()
                .resideOutsideOfPackages(ROOT, inside("server.http"))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.springframework.."));
    }

    @Test
    void metersListenFromTheRoot() {
        hold(noClasses()
                .that()
                .resideOutsideOfPackage(ROOT)
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.micrometer..")
                .because("the domain publishes events and makes no meter calls"));
    }

    @Test
    void loggingGoesThroughSlf4j() {
        hold(noClasses()
                .that()
                .resideOutsideOfPackage(ROOT)
                .should()
                .dependOnClassesThat()
                .resideInAPackage("java.util.logging..")
                .because("only the root sets up the logger behind slf4j"));
    }

    @Test
    void onlyTheRootWritesToStandardStreams() {
        hold(noClasses()
                .that()
                .resideOutsideOfPackage(ROOT)
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .orShould()
                .callMethod(Throwable.class, "printStackTrace"));
    }

    @Test
    void caseChangesNameTheirLocale() {
        hold(noClasses()
                .should()
                .callMethod(String.class, "toLowerCase")
                .orShould()
                .callMethod(String.class, "toUpperCase"));
    }

    @Test
    void filesAreMovedAndForcedByIoAlone() {
        hold(noClasses()
                .that()
                .resideOutsideOfPackage(inside("io"))
                .should()
                .callMethod(Files.class, "move", Path.class, Path.class, CopyOption[].class)
                .orShould()
                .callMethod(FileChannel.class, "force", boolean.class)
                .because("what is on disk after a crash is decided in one place"));
    }

    @Test
    void processesAreStartedByContainersSnapshotsAndCredentialHelpersAlone() {
        hold(noClasses()
                .that(not(resideInAnyPackage(inside("container"), inside("snapshot"), inside("remote.credential"))))
                .should()
                .dependOnClassesThat()
                .belongToAnyOf(ProcessBuilder.class)
                .orShould()
                .callMethod(Runtime.class, "exec", String[].class));
    }

    @Test
    void threadsAreNeverInterruptedAndNeverSleep() {
        hold(noClasses()
                .should()
                .callMethod(Thread.class, "interrupt")
                .orShould()
                .callMethod(ExecutorService.class, "shutdownNow")
                .orShould()
                .callMethod(Thread.class, "sleep", long.class)
                .orShould()
                .callMethod(Thread.class, "sleep", Duration.class)
                .because("an interrupt closes a shared FileChannel for everybody"));
    }

    @Test
    void waitingIsPlainBlocking() {
        hold(noClasses().should().dependOnClassesThat().areAssignableTo(CompletableFuture.class));
    }

    private static void hold(ArchRule rule) {
        rule.allowEmptyShould(true).check(CLASSES);
    }

    private static String inside(String name) {
        return ROOT + "." + name + "..";
    }
}
