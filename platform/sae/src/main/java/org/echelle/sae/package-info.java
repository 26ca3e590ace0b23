/**
 * Dictionaries (sparse autoencoders and the baselines beside them), their training, checkpoints and evaluation.
 *
 * <p>Training from rows to a dictionary, without any framework:
 *
 * <pre>{@code
 * RowSource rows = MatrixFile.open(Path.of("activations.npy"), Optional.empty());
 * TrainConfig config = TrainConfig.topk(2048, 32).withSteps(2000).withSeed(7);
 * TrainResult result = Training.run(config, rows, Torch.device("auto"), Path.of("out"), false, Progress.SILENT, TrainListener.NONE);
 * double fvu = result.last().fvu();
 * try (NDManager manager = Torch.newManager(Torch.device("auto"));
 *         Dictionary dictionary = Dictionaries.load(result.dictionary(), manager)) {
 *     SparseRows codes = dictionary.encode(x); // x [B, d]
 *     NDArray back = dictionary.reconstruct(x); // [B, d]
 * }
 * }</pre>
 */
@Export
@Version("1.0.0")
package org.echelle.sae;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
