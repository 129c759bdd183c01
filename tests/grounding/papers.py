"""A made-up paper to check claims against."""

from bot.grounding.verdict import Grounds

TITLE = "Lantern: Sparse Routing for Small Translation Models"
AUTHORS = ("Ada Author", "Bo Writer")
SOURCE = (
    "Many small translation models still struggle with rare words. Existing routing methods do not require extra data, "
    "but they may slow down decoding. We propose Lantern, a routing layer that reads only the source sentence. "
    "Lantern outperforms DenseNet-T by 2.4 BLEU points on WMT-21 and by 1.1 BLEU points on IWSLT-17, while reducing "
    "decoding time from 40 ms to 25 ms. Training on 1,204,000 sentence pairs takes 9.6 hours on most machines. "
    "Our results suggest that sparse routing could help low-resource languages. "
    "Accuracy does not improve on long documents. Compared to BigFormer, it is 3.5x faster and loses 0.46% accuracy."
)
BEATS = (
    "Lantern outperforms DenseNet-T by 2.4 BLEU points on WMT-21 and by 1.1 BLEU points on IWSLT-17, while reducing "
    "decoding time from 40 ms to 25 ms."
)
MAY = "Existing routing methods do not require extra data, but they may slow down decoding."
SUGGESTS = "Our results suggest that sparse routing could help low-resource languages."
LONG = "Accuracy does not improve on long documents."
TRAINS = "Training on 1,204,000 sentence pairs takes 9.6 hours on most machines."
FASTER = "Compared to BigFormer, it is 3.5x faster and loses 0.46% accuracy."
MANY = "Many small translation models still struggle with rare words."


def lantern() -> Grounds:
    return Grounds(TITLE, AUTHORS, SOURCE)
