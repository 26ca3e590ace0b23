package org.echelle.diffusion.training;

import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import org.echelle.api.OpenContext;
import org.echelle.api.Progress;
import org.echelle.api.TrainerKind;
import org.echelle.diffusion.DiffusionException;
import org.echelle.diffusion.network.text.ClipTokenizer;
import org.echelle.diffusion.network.text.FreshTextEncoder;
import org.echelle.diffusion.network.text.LearnedVocabulary;
import org.echelle.diffusion.network.unet.PromptUNet;

/** Trains a small U-Net on pixels that reads prompts, its text encoder beside it. */
public final class PromptUnetTrainer implements TrainerKind<PromptUnetOptions> {
    @Override
    public String name() {
        return "prompt-unet";
    }

    @Override
    public String description() {
        return "A small U-Net on pixels that reads prompts (UNet2DConditionModel with a CLIP text encoder, diffusers layout), from"
                + " a folder of pictures with a table of captions.";
    }

    @Override
    public Class<PromptUnetOptions> options() {
        return PromptUnetOptions.class;
    }

    @Override
    public void train(PromptUnetOptions o, Path output, OpenContext context) {
        check(o.text());
        PixelTraining.run(
                () -> PictureReading.read(o.pictures()),
                o.training(),
                output,
                context,
                (pictures, owner) -> trainee(o, pictures, owner, context.progress()));
    }

    private static void check(TextOptions text) {
        if (text.width() < 1 || text.heads() < 1 || text.width() % text.heads() != 0) {
            throw new DiffusionException("text.width is " + text.width() + " and text.heads " + text.heads()
                    + "; the heads divide the width.");
        }
        if (text.layers() < 1 || text.length() < 3 || text.merges() < 0) {
            throw new DiffusionException("text.layers is " + text.layers() + ", text.length " + text.length()
                    + " and text.merges " + text.merges()
                    + "; a text encoder has a layer, room for a word between start and end, and no negative merges.");
        }
    }

    private static Trainee trainee(PromptUnetOptions o, LabelledPictures pictures, NDManager owner, Progress progress) {
        TextOptions text = o.text();
        LearnedVocabulary vocabulary = LearnedVocabulary.of(pictures.captions(), text.merges());
        ClipTokenizer tokenizer = vocabulary.tokenizer(text.length());
        long cut = pictures.classes().stream()
                .filter(caption -> tokenizer.encode(caption).cutTokens() > 0)
                .count();
        if (cut > 0) {
            progress.note(cut + " of " + pictures.classes().size() + " captions are longer than " + text.length()
                    + " tokens and are cut; set text.length to more.");
        }
        PromptUNet unet = new PromptUNet(
                pictures.size(),
                pictures.size(),
                pictures.channels(),
                o.widths(),
                o.attention(),
                o.resnets(),
                o.heads(),
                o.groups(),
                text.width());
        FreshTextEncoder encoder =
                new FreshTextEncoder(vocabulary, text.length(), text.width(), text.layers(), text.heads());
        PromptTrainee trainee = new PromptTrainee(
                unet, encoder, pictures.classes(), o.training().seed(), owner);
        o.start().ifPresent(trainee::goOnFrom);
        return trainee;
    }
}
