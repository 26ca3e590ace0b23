package org.echelle.runs;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.function.IntPredicate;
import org.echelle.api.Progress;
import org.echelle.sae.Dictionary;
import org.echelle.sae.time.Timesteps;
import org.echelle.store.ReadOrder;
import org.echelle.store.RowBlock;
import org.echelle.store.RowReader;
import org.echelle.store.RowSource;
import org.echelle.store.SparseRows;

/** Encodes activation rows with a dictionary as they are asked for. */
final class EncodedCodes implements CodeSource {
    private static final int BLOCK = 4096;

    /** Takes the codes of one block of rows. */
    interface BlockConsumer {
        /**
         * @param x {@code [rows, d]} the rows, valid during the call
         * @param block the same rows outside the engine, and where they stand, valid during the call
         */
        void block(NDArray x, SparseRows codes, RowBlock block);
    }

    private final Dictionary dictionary;
    private final RowSource rows;
    private final NDManager manager;
    private final Progress progress;

    EncodedCodes(Dictionary dictionary, RowSource rows, NDManager manager, Progress progress) {
        this.dictionary = dictionary;
        this.rows = rows;
        this.manager = manager;
        this.progress = progress;
    }

    @Override
    public int features() {
        return dictionary.features();
    }

    @Override
    public void each(IntPredicate wanted, SampleAssembler.SampleConsumer consumer) {
        SampleAssembler assembler = new SampleAssembler(rows.axes().size() - 1, consumer);
        blocks(wanted, (x, codes, block) -> assembler.add(codes, block.coordinates()));
        assembler.flush();
    }

    /** Encodes block by block, without putting samples together. */
    void blocks(IntPredicate wanted, BlockConsumer consumer) {
        RowSource some = rows.where(wanted);
        RowBlock block = RowBlock.allocate(BLOCK, some);
        try (RowReader reader = some.read(ReadOrder.sequential())) {
            while (reader.read(block) > 0) {
                progress.check();
                try (NDManager scope = manager.newSubManager()) {
                    NDArray x = scope.create(block.values(), new Shape(block.rows(), block.width()));
                    Dictionary here = Timesteps.of(dictionary, rows.axes(), block.coordinates());
                    consumer.block(x, here.encode(x), block);
                }
            }
        }
    }
}
