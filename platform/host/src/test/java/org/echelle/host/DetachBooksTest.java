package org.echelle.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.echelle.host.spi.PluginArrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DetachBooksTest {
    private static final String OWNER = ManagerBooks.owner(4713);

    private final NDManager lent = NDManager.newBaseManager(Device.cpu(), "PyTorch");

    /** Stands for a plugin's class: detaches in each way that there is. */
    public static final class Detacher implements Consumer<NDManager> {
        @Override
        public void accept(NDManager lent) {
            lent.create(new float[] {1, 2, 3}); // stays
            NDArray one = lent.create(new float[12], new Shape(3, 4));
            one.setName("weights");
            one.detach();
            NDList list = new NDList(lent.create(new double[5]), lent.create(new double[5]));
            list.detach();
            Mine mine = new Mine();
            mine.add(lent.create(new int[7]));
            mine.detach();
            List.of(lent.create(new long[] {8, 9})).forEach(NDArray::detach);
            Runnable bound = lent.create(new byte[6])::detach;
            bound.run();
            List.of(new NDList(lent.create(new boolean[11]))).forEach(NDList::detach);
        }
    }

    /** A list of the plugin's own type, which detaches with a call of its superclass's method. */
    public static final class Mine extends NDList {
        private static final long serialVersionUID = 1L;
    }

    /** Whose method reference stands in an interface. */
    public interface Default extends Consumer<NDManager> {
        @Override
        default void accept(NDManager lent) {
            List.of(lent.create(new float[2])).forEach(NDArray::detach);
        }
    }

    /** Implements it. */
    public static final class OfDefault implements Default {}

    /** Leaves nothing. */
    public static final class Tidy implements Consumer<NDManager> {
        @Override
        public void accept(NDManager lent) {
            NDArray closed = lent.create(new float[3]);
            closed.detach();
            closed.close();
            NDArray attached = lent.create(new float[3]);
            attached.detach();
            attached.attach(lent);
            NDArray texts = lent.create(new String[] {"on", "Java's", "heap"});
            texts.detach();
        }
    }

    /** An array of a class of the plugin's own. */
    public static final class OwnArray extends PtNDArray {
        public OwnArray(NDManager lent) {
            super((PtNDManager) lent, new String[] {"without native memory"}, new Shape(1));
        }
    }

    /** Detaches it and one of DJL's. */
    public static final class OwnDetacher implements Consumer<NDManager> {
        @Override
        public void accept(NDManager lent) {
            new OwnArray(lent).detach();
            lent.create(new float[3]).detach();
        }
    }

    /** Detaches nothing at all. */
    public static final class OfNull implements Consumer<NDManager> {
        @Override
        public void accept(NDManager lent) {
            NDArray none = null;
            none.detach();
        }
    }

    /** Has a method of that name, which has nothing to do with arrays. */
    public static final class Namesake implements Consumer<NDManager> {
        private boolean done;

        private void detach() {
            done = true;
        }

        @Override
        public void accept(NDManager lent) {
            detach();
            if (!done) {
                throw new AssertionError();
            }
        }
    }

    /** Calls nothing of the kind. */
    public static final class Harmless {
        @Override
        public String toString() {
            return "detach";
        }
    }

    /** Loads changed classes beside those that the test sees. */
    private static final class Woven extends ClassLoader {
        private final Set<String> own;

        Woven(Class<?>... own) {
            super(DetachBooksTest.class.getClassLoader());
            this.own = Set.of(List.of(own).stream().map(Class::getName).toArray(String[]::new));
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            Class<?> loaded = findLoadedClass(name);
            if (loaded != null || !own.contains(name)) {
                return loaded != null ? loaded : super.loadClass(name, resolve);
            }
            byte[] plain = bytes(name);
            byte[] noted = DetachBooks.noted(plain, OWNER);
            byte[] used = noted == null ? plain : noted;
            return defineClass(name, used, 0, used.length);
        }

        @SuppressWarnings("unchecked")
        Consumer<NDManager> of(Class<?> type) throws ReflectiveOperationException {
            return (Consumer<NDManager>)
                    loadClass(type.getName()).getDeclaredConstructor().newInstance();
        }
    }

    private static byte[] bytes(String name) throws ClassNotFoundException {
        try (InputStream in = DetachBooksTest.class.getResourceAsStream("/" + name.replace('.', '/') + ".class")) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new ClassNotFoundException(name, e);
        }
    }

    private static PluginArrays.Detached left() {
        return PluginArrays.left(OWNER).detached();
    }

    @AfterEach
    void close() {
        PluginArrays.close(OWNER);
        lent.close();
    }

    @Test
    void arraysThatAClassDetachedAndDidNotCloseAreWrittenDownWithTypeAndShape() throws Exception {
        new Woven(Detacher.class, Mine.class).of(Detacher.class).accept(lent);

        assertThat(left().arrays()).isEqualTo(7);
        assertThat(left().bytes()).isEqualTo(12 * 4 + 2 * 5 * 8 + 7 * 4 + 2 * 8 + 6 + 11);
        assertThat(left().kinds())
                .containsExactly(
                        entry("float32 (3, 4) \"weights\"", 1),
                        entry("float64 (5)", 2),
                        entry("int32 (7)", 1),
                        entry("int64 (2)", 1),
                        entry("int8 (6)", 1),
                        entry("boolean (11)", 1));
        assertThat(PluginArrays.left(ManagerBooks.owner(4712)).isNothing()).isTrue();
    }

    @Test
    void aMethodReferenceInAnInterfaceIsFollowedToo() throws Exception {
        new Woven(Default.class, OfDefault.class).of(OfDefault.class).accept(lent);

        assertThat(left().kinds()).containsExactly(entry("float32 (2)", 1));
    }

    @Test
    void whatWasClosedOrAttachedAgainOrHasNoNativeMemoryIsNotLeft() throws Exception {
        new Woven(Tidy.class).of(Tidy.class).accept(lent);

        assertThat(PluginArrays.left(OWNER).isNothing()).isTrue();
        PluginArrays.close(OWNER);
        assertThat(lent.getManagedArrays()).hasSize(1).noneMatch(NDArray::isReleased);
    }

    @Test
    void neitherTheBooksNorAnArrayOfThePluginsOwnHoldItsClasses() throws Exception {
        WeakReference<ClassLoader> loader = usedAndForgotten();

        for (int i = 0; i < 50 && !loader.refersTo(null); i++) {
            System.gc();
            Thread.sleep(20);
        }

        assertThat(loader.refersTo(null)).isTrue();
        assertThat(left().kinds()).as("told all the same").containsExactly(entry("float32 (3)", 1));
    }

    private WeakReference<ClassLoader> usedAndForgotten() throws ReflectiveOperationException {
        Woven woven = new Woven(OwnDetacher.class, OwnArray.class);
        woven.of(OwnDetacher.class).accept(lent);
        return new WeakReference<>(woven);
    }

    @Test
    void whereThereIsNoArrayTheCallFailsAsItWould() throws Exception {
        Consumer<NDManager> ofNull = new Woven(OfNull.class).of(OfNull.class);

        assertThatThrownBy(() -> ofNull.accept(lent)).isInstanceOf(NullPointerException.class);
    }

    @Test
    void aMethodThatOnlyHasTheNameDoesWhatItDid() throws Exception {
        new Woven(Namesake.class).of(Namesake.class).accept(lent);

        assertThat(PluginArrays.left(OWNER).isNothing()).isTrue();
    }

    @Test
    void aClassWithoutSuchCallsIsLeftAsItIs() throws Exception {
        assertThat(DetachBooks.noted(bytes(Harmless.class.getName()), OWNER)).isNull();
    }
}
