package org.echelle.torchscript.samples;

import java.util.Map;
import java.util.Optional;
import org.echelle.api.Sample;
import org.echelle.torch.HostTensor;

/**
 * One sample: tensors without a batch dimension, by the names of a model's arguments, or by their places from {@code 0}.
 *
 * @param tensors in the order of the arguments
 * @param png the picture that it was made of
 */
public record ArraySample(String id, Map<String, HostTensor> tensors, Optional<byte[]> png) implements Sample {}
