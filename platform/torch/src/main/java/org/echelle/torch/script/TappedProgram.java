package org.echelle.torch.script;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Collection;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/** An archive that is loaded with the taps it is asked for, and again when others are asked for. One run at a time. */
public final class TappedProgram implements AutoCloseable {
    private final ScriptArchive archive;
    private final Device device;
    private final OptionalLong seed;
    private ScriptProgram program;
    private Set<String> tapped = Set.of();

    private TappedProgram(ScriptArchive archive, Device device, OptionalLong seed) {
        this.archive = archive;
        this.device = device;
        this.seed = seed;
        program = load(tapped);
    }

    /**
     * Loads an archive, without taps until a run asks for some.
     *
     * @param seed of random weights in place of the archive's; empty for its own
     * @throws org.echelle.torch.TorchException as {@link ScriptArchive#load}
     */
    public static TappedProgram of(ScriptArchive archive, Device device, OptionalLong seed) {
        return new TappedProgram(archive, device, seed);
    }

    private ScriptProgram load(Collection<String> hooks) {
        ScriptProgram loaded = archive.load(device, hooks);
        seed.ifPresent(loaded::randomize);
        return loaded;
    }

    /** Runs a method with nobody listening; as {@link ScriptProgram#run(NDManager, String, Map)}. */
    public synchronized Map<String, NDArray> run(NDManager owner, String method, Map<String, NDArray> inputs) {
        return program.run(owner, method, inputs);
    }

    /**
     * Runs a method; as {@link ScriptProgram#run(NDManager, String, Map, ScriptTap)}.
     *
     * @param hooks what the tap is offered
     * @throws org.echelle.torch.TorchException also if one of these cannot be tapped
     */
    public synchronized Map<String, NDArray> run(
            NDManager owner, String method, Map<String, NDArray> inputs, Set<String> hooks, ScriptTap tap) {
        if (hooks.isEmpty()) {
            return run(owner, method, inputs);
        }
        require(hooks);
        return program.run(owner, method, inputs, (hook, call, x) -> hooks.contains(hook) ? tap.at(hook, call, x) : x);
    }

    private void require(Set<String> hooks) {
        if (tapped.containsAll(hooks)) {
            return;
        }
        Set<String> all = new TreeSet<>(tapped);
        all.addAll(hooks);
        ScriptProgram other = load(all);
        program.close();
        program = other;
        tapped = all;
    }

    @Override
    public synchronized void close() {
        program.close();
    }
}
