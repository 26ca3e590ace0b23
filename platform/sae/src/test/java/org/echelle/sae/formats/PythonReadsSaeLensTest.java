package org.echelle.sae.formats;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.echelle.sae.Dictionary;
import org.echelle.sae.StoredDictionary;
import org.echelle.torch.HostTensor;
import org.echelle.torch.SafetensorsWriter;
import org.echelle.torch.Torch;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An exported SAELens folder is a header and bytes: Python with numpy alone computes our codes from it. */
class PythonReadsSaeLensTest {
    private static final String PROGRAM = """
            import json, struct, sys, numpy as np
            def load(path):
                with open(path, 'rb') as f:
                    h = json.loads(f.read(struct.unpack('<Q', f.read(8))[0])); body = f.read()
                return {k: np.frombuffer(body[slice(*v['data_offsets'])], '<f4').reshape(v['shape'])
                        for k, v in h.items() if k != '__metadata__'}
            w, cfg, mine = load(sys.argv[1] + '/sae_weights.safetensors'), json.load(open(sys.argv[1] + '/cfg.json')), load(sys.argv[2])
            x = mine['x'].astype('f8')
            if cfg['normalize_activations'] == 'layer_norm':
                mu = x.mean(1, keepdims=True); sd = x.std(1, ddof=1, keepdims=True); x = (x - mu) / (sd + 1e-5)
            u = x - w['b_dec'] if cfg['apply_b_dec_to_input'] else x
            h = u @ w['W_enc'] + w['b_enc']
            if cfg['architecture'] == 'topk':
                f = np.maximum(h, 0); f[f < np.sort(f, 1)[:, [-cfg['k']]]] = 0
            elif cfg['architecture'] == 'jumprelu':
                f = np.maximum(h, 0) * (h > w['threshold'])
            else:
                raise SystemExit('unexpected ' + cfg['architecture'])
            y = f @ w['W_dec'] + w['b_dec']
            if cfg['normalize_activations'] == 'layer_norm':
                y = y * sd + mu
            assert (f > 0).sum() > 20
            print(float(np.abs(f - mine['code']).max()), float(np.abs(y - mine['back']).max()))
            """;

    @TempDir
    Path dir;

    @Test
    void topkWithAndWithoutLayerNormAndBatchTopkGiveOurCodes() throws Exception {
        assertSameCodes(Map.of("architecture", "topk", "k", 3, "normalisation", Map.of("kind", "none")));
        assertSameCodes(Map.of("architecture", "topk", "k", 3, "normalisation", Map.of("kind", "layer-norm")));
        assertSameCodes(Map.of("architecture", "batch-topk", "k", 3, "threshold", 0.25));
    }

    private void assertSameCodes(Map<String, Object> facts) throws Exception {
        Foreign f = new Foreign();
        StoredDictionary stored = StoredDictionary.of(
                Foreign.turned(f.encoder),
                Foreign.tensor(f.decoder),
                Foreign.tensor(f.latentBias),
                Foreign.tensor(f.outputBias),
                facts);
        DictionaryFormats.write(stored, "saelens", dir.resolve("sae"));
        Map<String, HostTensor> ours = new LinkedHashMap<>();
        ours.put("x", Foreign.tensor(f.rows));
        try (NDManager manager = Torch.newManager(Device.cpu());
                Dictionary dictionary = Dictionaries.open(stored, manager)) {
            var x = manager.create(Foreign.floats(f.rows), new Shape(Foreign.ROWS, Foreign.D));
            ours.put("code", HostTensor.of(dictionary.encodeDense(x)));
            ours.put("back", HostTensor.of(dictionary.reconstruct(x)));
        }
        SafetensorsWriter.write(dir.resolve("ours.safetensors"), ours, Map.of());
        String[] differences = python(
                        PROGRAM,
                        dir.resolve("sae").toString(),
                        dir.resolve("ours.safetensors").toString())
                .split(" ");
        assertThat(Double.parseDouble(differences[0])).as("codes").isLessThan(1e-5);
        assertThat(Double.parseDouble(differences[1])).as("reconstructions").isLessThan(1e-4);
    }

    private static String python(String program, String... arguments) throws Exception {
        Assumptions.assumeTrue(run("import numpy").exit() == 0, "skipped: python3 with numpy is not on this machine");
        Said said = run(program, arguments);
        assertThat(said.exit()).as(said.text()).isZero();
        return said.text();
    }

    private record Said(int exit, String text) {}

    private static Said run(String program, String... arguments) throws InterruptedException {
        String[] command = new String[3 + arguments.length];
        command[0] = "python3";
        command[1] = "-c";
        command[2] = program;
        System.arraycopy(arguments, 0, command, 3, arguments.length);
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            return process.waitFor(60, TimeUnit.SECONDS)
                    ? new Said(process.exitValue(), text)
                    : new Said(-1, "timeout");
        } catch (IOException e) {
            return new Said(-1, e.getMessage());
        }
    }
}
