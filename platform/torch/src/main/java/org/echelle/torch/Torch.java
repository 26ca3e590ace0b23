package org.echelle.torch;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.pytorch.jni.LibUtils;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The engine: libtorch through DJL, started once for the whole JVM.
 *
 * <p>DJL looks for engines and natives through the context class loader of whoever touches it first, and remembers a miss for as
 * long as the JVM lives. Inside OSGi that loader may be a plugin's, so the first touch happens here, under the loader of DJL
 * itself. Two defaults are set before: {@code ai.djl.offline=true} (nothing is downloaded behind the user's back) and
 * {@code OPT_OUT_TRACKING=true} (no telemetry); either can be overridden by a system property.
 */
public final class Torch {
    private static final Pattern GPU = Pattern.compile("gpu(?::(\\d{1,3}))?");
    private static final Pattern FLAVOR = Pattern.compile("\\b(cpu-precxx11|cpu|cu\\d{3})(?:-|$)");

    private static volatile boolean begun;

    private Torch() {}

    /** Holds the engine; the class loader's lock makes the start happen once. */
    private static final class Started {
        static final Engine ENGINE = start();

        private static Engine start() {
            defaultProperty("ai.djl.offline", "true");
            defaultProperty("OPT_OUT_TRACKING", "true");
            try {
                Engine engine = underEngineLoader(() -> Engine.getEngine("PyTorch"));
                begun = true;
                NativeNotes.errorsOnly(Path.of(LibUtils.getLibtorchPath()));
                return engine;
            } catch (RuntimeException | LinkageError e) {
                throw new TorchException(
                        "The PyTorch engine does not start: " + deepest(e)
                                + ". Check that PYTORCH_LIBRARY_PATH, if set, names a libtorch 2.7.1.",
                        e);
            }
        }
    }

    /** Runs something under DJL's own class loader as the thread's context class loader, and restores the former one. */
    static <T> T underEngineLoader(Supplier<T> work) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(Engine.class.getClassLoader());
        try {
            return work.get();
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    static Engine engine() {
        try {
            return Started.ENGINE;
        } catch (ExceptionInInitializerError e) {
            if (e.getCause() instanceof TorchException told) {
                throw told;
            }
            throw e;
        } catch (NoClassDefFoundError e) {
            throw new TorchException("The PyTorch engine did not start earlier in this run; see the first message.", e);
        }
    }

    private static void defaultProperty(String key, String value) {
        if (System.getProperty(key) == null) {
            System.setProperty(key, value);
        }
    }

    private static String deepest(Throwable e) {
        Throwable t = e;
        while (t.getCause() != null && t.getCause() != t) {
            t = t.getCause();
        }
        String text = t.getMessage() == null ? t.getClass().getSimpleName() : t.getMessage();
        return SafetensorsHeader.shown(text);
    }

    /**
     * A new root memory manager.
     *
     * @param device where its arrays live
     * @return the caller closes it, and everything made with it goes
     */
    public static NDManager newManager(Device device) {
        Engine engine = engine();
        return underEngineLoader(() -> engine.newBaseManager(device));
    }

    /**
     * Finds a device.
     *
     * @param spec {@code auto} (a GPU if the engine sees one, else the CPU), {@code cpu}, {@code gpu} or {@code gpu:N}
     * @throws TorchException for another word, or when a GPU is asked for that the engine does not see
     */
    public static Device device(String spec) {
        String word = spec.strip().toLowerCase(Locale.ROOT);
        if (word.equals("cpu")) {
            return Device.cpu();
        }
        int count = gpuCount();
        if (word.equals("auto") || word.isEmpty()) {
            return count > 0 ? Device.gpu(0) : Device.cpu();
        }
        Matcher gpu = GPU.matcher(word);
        if (!gpu.matches()) {
            throw new TorchException("\"" + spec + "\" is no device; write auto, cpu, gpu or gpu:N.");
        }
        int index = gpu.group(1) == null ? 0 : Integer.parseInt(gpu.group(1));
        if (index < count) {
            return Device.gpu(index);
        }
        if (count > 0) {
            throw new TorchException("There is no gpu:" + index + "; the engine sees " + count + " GPU"
                    + (count == 1 ? "" : "s") + ", counted from 0.");
        }
        throw new TorchException("A GPU was asked for, but "
                + (hasNvidiaGpu() ? "the engine in use is the CPU build" : "this machine shows no NVIDIA GPU")
                + "; run `echelle engine install cuda`, point PYTORCH_LIBRARY_PATH at a CUDA libtorch 2.7.1, or use the"
                + " device cpu.");
    }

    /** How many GPUs the engine can use; 0 with a CPU engine. */
    public static int gpuCount() {
        Engine engine = engine();
        return flavor().startsWith("cpu") ? 0 : engine.getGpuCount();
    }

    /** One line for a user whose machine has an NVIDIA GPU that the engine in use cannot see. */
    public static Optional<String> hint() {
        if (hasNvidiaGpu() && gpuCount() == 0) {
            return Optional.of("This machine has an NVIDIA GPU, but the engine in use is the CPU build; "
                    + "`echelle engine install cuda` fetches the CUDA build.");
        }
        return Optional.empty();
    }

    private static boolean hasNvidiaGpu() {
        if (Files.exists(Path.of("/proc/driver/nvidia/version"))) {
            return true;
        }
        String path = System.getenv("PATH");
        if (path == null) {
            return false;
        }
        for (String folder : path.split(Pattern.quote(System.getProperty("path.separator")))) {
            if (!folder.isBlank()
                    && (Files.isExecutable(Path.of(folder, "nvidia-smi"))
                            || Files.isExecutable(Path.of(folder, "nvidia-smi.exe")))) {
                return true;
            }
        }
        return false;
    }

    /** How many threads one operator of the engine may use. */
    public static int threads() {
        engine();
        return JniUtils.getNumThreads();
    }

    /**
     * Sets how many threads one operator of the engine may use.
     *
     * @param n at least 1
     * @throws TorchException for fewer
     */
    public static void threads(int n) {
        if (n < 1) {
            throw new TorchException("The engine needs at least one thread, not " + n + ".");
        }
        engine();
        JniUtils.setNumThreads(n);
    }

    /**
     * Whether this thread records gradients: true inside a gradient collector.
     *
     * <p>The thread's mode is the only sign: {@code NDArray.hasGradient} is false for everything but leaves, even for an array
     * that a trainable weight was multiplied with (DJL 0.35.1), and kernels do not record.
     */
    public static boolean recordsGradients() {
        engine();
        return JniUtils.isGradMode();
    }

    /**
     * Makes this thread like the one that the engine begins with, which records no gradients unless it is asked to. Others record by
     * default. Does not start the engine: the thread that does is such a thread.
     */
    public static void settleThread() {
        if (begun) {
            JniUtils.setGradMode(false);
        }
    }

    /**
     * Does something without recording gradients. Threads that the engine did not begin with record by default, and blocks then take
     * their slower paths.
     */
    public static <T> T withoutGradients(Supplier<T> work) {
        boolean recorded = recordsGradients();
        if (!recorded) {
            return work.get();
        }
        JniUtils.setGradMode(false);
        try {
            return work.get();
        } finally {
            JniUtils.setGradMode(true);
        }
    }

    /**
     * What runs here, for provenance: {@code djl}, {@code libtorch}, {@code jni}, {@code flavor} ({@code cpu}, {@code cu128},
     * ...) and {@code library}, the folder that libtorch was loaded from.
     */
    public static Map<String, String> versions() {
        engine();
        Map<String, String> versions = new LinkedHashMap<>();
        String libtorch = LibUtils.getVersion();
        versions.put("djl", Engine.getDjlVersion());
        versions.put("libtorch", libtorch);
        versions.put("jni", libtorch + "-" + Engine.getDjlVersion());
        versions.put("flavor", flavor());
        versions.put("library", LibUtils.getLibtorchPath());
        return versions;
    }

    private static String flavor() {
        String named = System.getProperty("PYTORCH_FLAVOR", System.getenv("PYTORCH_FLAVOR"));
        if (named != null && !named.isBlank()) {
            return named;
        }
        Path library = Path.of(LibUtils.getLibtorchPath());
        Matcher inName = FLAVOR.matcher(String.valueOf(library.getFileName()));
        if (inName.find()) {
            return inName.group(1);
        }
        boolean cuda =
                Files.exists(library.resolve("libtorch_cuda.so")) || Files.exists(library.resolve("torch_cuda.dll"));
        return cuda ? "cuda" : "cpu";
    }
}
