"""Counts the clicks of an hour. Arguments: the folder of the stream, and the hour."""

import json
import os
import sys

from pyspark.sql import SparkSession

folder, hour = sys.argv[1:]
spark = SparkSession.builder.getOrCreate()
clicks = spark.read.text(f"file://{folder}/{hour}.txt").count()
spark.stop()
with open(os.environ["AIFLOW_OUTPUT_FILE"], "w") as output:
    json.dump({"hour": int(hour), "clicks": clicks}, output)
