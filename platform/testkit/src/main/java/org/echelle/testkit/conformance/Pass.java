package org.echelle.testkit.conformance;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.echelle.api.HookPoint;
import org.echelle.api.Sample;
import org.echelle.api.Sites;
import org.echelle.api.Subject;
import org.echelle.api.Tap;

/**
 * What is left of a forward pass when its arrays are closed.
 *
 * @param before bytes of every input, before the pass
 * @param after the same after it
 * @param outputs bytes of every output
 * @param inputShapes sizes of every input
 * @param shapes sizes of every output
 * @param sites by name of the hook point
 */
record Pass(
        List<ByteBuffer> before,
        List<ByteBuffer> after,
        List<ByteBuffer> outputs,
        List<long[]> inputShapes,
        List<long[]> shapes,
        Map<String, Sites> sites) {
    static Pass of(Subject subject, List<Sample> samples, Tap tap, NDManager manager) {
        try (NDManager batch = manager.newSubManager()) {
            NDList inputs = subject.prepare(samples, batch);
            List<ByteBuffer> before = bytes(inputs);
            NDList outputs = subject.forward(inputs, tap);
            Map<String, Sites> sites = new LinkedHashMap<>();
            for (HookPoint hook : subject.hookPoints()) {
                sites.put(hook.name(), subject.sites(hook, inputs));
            }
            return new Pass(before, bytes(inputs), bytes(outputs), shapes(inputs), shapes(outputs), sites);
        }
    }

    private static List<ByteBuffer> bytes(NDList arrays) {
        return arrays.stream().map(Pass::bytes).toList();
    }

    private static ByteBuffer bytes(NDArray array) {
        ByteBuffer lent = array.toByteBuffer();
        return ByteBuffer.allocate(lent.remaining()).put(lent).flip();
    }

    private static List<long[]> shapes(NDList arrays) {
        return arrays.stream().map(a -> a.getShape().getShape()).toList();
    }
}
