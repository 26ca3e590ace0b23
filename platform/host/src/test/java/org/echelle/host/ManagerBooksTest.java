package org.echelle.host;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import java.io.InputStream;
import java.util.function.Supplier;
import org.echelle.host.spi.PluginArrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ManagerBooksTest {
    private static final String OWNER = ManagerBooks.owner(4711);

    /** Stands for a plugin's class. */
    public static final class Maker implements Supplier<NDManager> {
        @Override
        public NDManager get() {
            NDManager first = NDManager.newBaseManager(Device.cpu(), "PyTorch");
            first.setName("cache of the plugin");
            first.create(new float[10]);
            first.newSubManager().create(new double[5]);
            try (NDManager closed = Engine.getEngine("PyTorch").newBaseManager(Device.cpu())) {
                closed.create(new float[1000]);
            }
            return first;
        }
    }

    /** Calls nothing of the kind. */
    public static final class Harmless {
        @Override
        public String toString() {
            return "newBaseManager";
        }
    }

    /** Loads the changed class beside the one that the test sees. */
    private static final class Woven extends ClassLoader {
        private final byte[] bytes;

        Woven(byte[] bytes) {
            super(ManagerBooksTest.class.getClassLoader());
            this.bytes = bytes;
        }

        Class<?> define() {
            return defineClass(Maker.class.getName(), bytes, 0, bytes.length);
        }
    }

    private static byte[] bytes(Class<?> type) throws Exception {
        try (InputStream in = type.getResourceAsStream("/" + type.getName().replace('.', '/') + ".class")) {
            return in.readAllBytes();
        }
    }

    @AfterEach
    void close() {
        PluginArrays.close(OWNER);
    }

    @Test
    void managersThatAClassMadeAndDidNotCloseAreWrittenDownWithAllThatIsUnderThem() throws Exception {
        Supplier<?> maker = (Supplier<?>) new Woven(ManagerBooks.noted(bytes(Maker.class), OWNER))
                .define()
                .getDeclaredConstructor()
                .newInstance();

        NDManager first = (NDManager) maker.get();

        PluginArrays.Left left = PluginArrays.left(OWNER);
        assertThat(left.managers()).isEqualTo(1);
        assertThat(left.names()).containsExactly("cache of the plugin");
        assertThat(left.arrays()).isEqualTo(2);
        assertThat(left.bytes()).isEqualTo(10 * 4 + 5 * 8);
        assertThat(PluginArrays.left(ManagerBooks.owner(4712)).managers()).isZero();

        PluginArrays.close(OWNER);
        assertThat(first.isOpen()).isFalse();
        assertThat(PluginArrays.left(OWNER).managers()).isZero();
    }

    @Test
    void aClassWithoutSuchCallsIsLeftAsItIs() throws Exception {
        assertThat(ManagerBooks.noted(bytes(Harmless.class), OWNER)).isNull();
    }

    @Test
    void managersThatWereClosedAreStruckOff() {
        for (int i = 0; i < 5_000; i++) {
            PluginArrays.opened(NDManager.newBaseManager(Device.cpu(), "PyTorch"), OWNER)
                    .close();
        }
        NDManager open = PluginArrays.opened(NDManager.newBaseManager(Device.cpu(), "PyTorch"), OWNER);
        assertThat(PluginArrays.left(OWNER).names()).containsExactly(open.getName());
    }
}
