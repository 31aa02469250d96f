package io.berth;

import java.lang.reflect.Proxy;
import java.util.Objects;

/**
 * What happens on SIGHUP. The JDK's module {@code jdk.unsupported} offers this and nothing else does; it is called by
 * reflection, because the compiler warns of it in a way that nothing turns off.
 */
final class Hangup {
    private Hangup() {}

    /**
     * Runs the action on a thread of its own at each SIGHUP from now on.
     *
     * @return false where the process was begun with SIGHUP ignored, as {@code nohup} does it: the JVM leaves it at that
     */
    static boolean then(Runnable action) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object mine = Proxy.newProxyInstance(
                    Hangup.class.getClassLoader(),
                    new Class<?>[] {handler},
                    (self, method, arguments) -> switch (method.getName()) {
                        case "handle" -> {
                            action.run();
                            yield null;
                        }
                        case "equals" -> System.identityHashCode(self) == System.identityHashCode(arguments[0]);
                        case "hashCode" -> System.identityHashCode(self);
                        default -> "hangup";
                    });
            Object hup = signal.getConstructor(String.class).newInstance("HUP");
            Object before = signal.getMethod("handle", signal, handler).invoke(null, hup, mine);
            return !Objects.equals(before, handler.getField("SIG_IGN").get(null));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this JVM has no signals", e);
        }
    }
}
