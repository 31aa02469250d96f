package io.berth.server.engine;

import io.berth.image.ImageInspector;
import io.berth.image.ImagePruner;
import io.berth.image.ImageRemover;
import io.berth.image.ImageRestorer;
import io.berth.image.ImageTagger;
import io.berth.image.ImageUsers;
import io.berth.image.NameLog;
import io.berth.oci.Digest;
import io.berth.store.TestStore;
import io.berth.testing.RandomImage;
import io.berth.testing.RandomImages;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** The routes of images and names over a real store, for tests. */
abstract class ImageRoutes {
    @TempDir
    Path root;

    final RandomImages random = new RandomImages(9);
    final RandomImage busybox = random.image();
    final Map<Digest, List<ImageUsers.User>> users = new HashMap<>();
    TestStore store;
    RouteTable routes;

    @BeforeEach
    void setUp() throws IOException {
        store = TestStore.open(root);
        serve(Duration.ZERO);
    }

    @AfterEach
    void tearDown() {
        store.close();
    }

    void serve(Duration undo) {
        ImageUsers using = id -> users.getOrDefault(id, List.of());
        routes = RouteTable.of(
                new ImageEndpoints(
                        store.index(),
                        new ImageInspector(store.index(), store.content()),
                        new ImageTagger(store.index()),
                        new ImageRemover(store.index(), store.content(), using, undo),
                        new ImagePruner(store.index(), store.content(), using, undo),
                        using,
                        Clock.systemUTC()),
                new NameEndpoints(new NameLog(store.index()), new ImageRestorer(store.index())));
    }

    FakeRequest request(String... nameAndParameters) {
        FakeRequest request = FakeRequest.get("/").variable("name", nameAndParameters[0]);
        for (int i = 1; i < nameAndParameters.length; i += 2) {
            request.with(nameAndParameters[i], nameAndParameters[i + 1]);
        }
        return request;
    }

    String call(String route, String... nameAndParameters) throws IOException {
        return RouteTable.body(routes.call(route, request(nameAndParameters)))
                .strip()
                .replace(busybox.id().toString(), "ID");
    }

    String delete(String... nameAndParameters) throws IOException {
        return call("DELETE /images/{name}", nameAndParameters);
    }

    String prune(String... parameters) throws IOException {
        String[] all = new String[parameters.length + 1];
        all[0] = "";
        System.arraycopy(parameters, 0, all, 1, parameters.length);
        return call("POST /images/prune", all);
    }

    List<String> names() {
        return store.index().images().byCreated().stream()
                .flatMap(image -> image.names().stream())
                .map(name -> name.familiar())
                .sorted()
                .toList();
    }
}
