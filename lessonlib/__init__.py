"""The tested helpers of the course on word embeddings; what a lesson uses lies in the package named after its subject.

| package | lesson | holds |
|---|---|---|
| `errors`, `files`, `text`, `notebook`, `progress` | all | files; sentences, cleaning, words; described figures |
| `datasets` | all | the corpus, the word vectors, the headlines, and their downloads |
| `embeddings` | 01, 02 | windows, training, neighbours and analogies, evaluation, bias, GloVe's text format |
| `classification` | 03 | encoding, batches, splits, the network, training, metrics, the estimator |
| `interpretation` | 04 | filters, faithfulness, shortcuts, the box to type into |
| `context` | 06 | a sentence encoder in plain torch, its sample, search |
| `plots` | all | every figure: data in, Axes out |
| `exercises` | all | `check`, `hint`, `solution`, and every task with its typical wrong answers |
| `course` | none | tools of the repository: run, lessons, lab, site, slides, solutions |

Imports run one way, down this chain: `course` -> `exercises` -> `plots` -> `interpretation` -> `classification` ->
`datasets` -> `embeddings` -> `text`, `files`.
"""
